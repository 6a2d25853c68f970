package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	clusterSlots = 16384
	clusterBus   = 10000 // between a node's port and the one on which nodes talk
)

// ErrNoRedis says that no program was found that can be a cluster's node.
var ErrNoRedis = errors.New("redis-server is not installed")

// RedisCluster are throwaway servers that share the slots of a Redis Cluster,
// without replicas: what is on a node that is killed is away until it is back.
// It is for tests. Its methods are not to be called at the same time.
type RedisCluster struct {
	program string
	folder  folder
	nodes   []*clusterNode
}

type clusterNode struct {
	home home
	port int
	proc *process
}

// StartRedisCluster starts so many servers, gives each its share of the slots
// and returns when all of them know of all. ErrNoRedis when there is no program.
func StartRedisCluster(ctx context.Context, nodes int) (*RedisCluster, error) {
	c := &RedisCluster{program: usualPlaces().program("redis-server", "valkey-server")}
	if c.program == "" {
		return nil, ErrNoRedis
	}
	var err error
	if c.folder, err = openFolder(ctx, ""); err != nil {
		return nil, err
	}
	for n := range nodes {
		if err == nil {
			err = c.add(ctx, n)
		}
	}
	if err == nil {
		err = c.meet(ctx)
	}
	if err == nil {
		err = c.Wait(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start a Redis Cluster: %w", err), c.Stop())
	}
	return c, nil
}

func (c *RedisCluster) add(ctx context.Context, n int) error {
	port, err := freePorts(ctx)
	if err != nil {
		return err
	}
	h, err := openHome(c.folder.path, "node-"+strconv.Itoa(n))
	if err != nil {
		return err
	}
	c.nodes = append(c.nodes, &clusterNode{home: h, port: port})
	return c.Start(ctx, n)
}

// freePorts finds a port that is free together with the one on which nodes talk.
func freePorts(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	for range 100 {
		first, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		bus, ok := first.Addr().(*net.TCPAddr)
		_ = first.Close()
		if !ok || bus.Port-clusterBus < 1024 {
			continue
		}
		port := bus.Port - clusterBus // is it free as well?
		second, err := listen.Listen(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			_ = second.Close()
			return port, nil
		}
	}
	return 0, errors.New("no two ports are free")
}

// Start starts a node, anew when it was killed, and returns when it answers.
func (c *RedisCluster) Start(ctx context.Context, n int) error {
	node := c.nodes[n]
	proc, err := startLogged(ctx, node.home, syscall.SIGKILL, c.program,
		"--port", strconv.Itoa(node.port), "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
		"--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no", // a node that is away takes its own slots with it alone
		"--dir", node.home.path, "--appendonly", "yes", "--appendfsync", "no", "--save", "",
		"--maxmemory-policy", "noeviction", "--daemonize", "no")
	if err != nil {
		return err
	}
	node.proc = proc
	return poll(ctx, func() (bool, error) {
		if proc.ended() {
			return false, fmt.Errorf("the node ended at once: %s", logTail(node.home.logFile()))
		}
		answer, err := c.ask(ctx, n, "PING")
		return err == nil && answer == "+PONG", nil
	})
}

// meet shares the slots out and has the nodes know each other.
func (c *RedisCluster) meet(ctx context.Context) error {
	for n := range c.nodes {
		from, to := n*clusterSlots/len(c.nodes), (n+1)*clusterSlots/len(c.nodes)-1
		said := []string{fmt.Sprintf("CLUSTER ADDSLOTSRANGE %d %d", from, to), fmt.Sprintf("CLUSTER SET-CONFIG-EPOCH %d", n+1)}
		if n > 0 {
			said = append(said, fmt.Sprintf("CLUSTER MEET 127.0.0.1 %d", c.nodes[0].port))
		}
		for _, line := range said {
			if answer, err := c.ask(ctx, n, line); err != nil || answer != "+OK" {
				return errors.Join(fmt.Errorf("%s: %s", line, answer), err)
			}
		}
	}
	return nil
}

// Wait returns when every node that runs says that the cluster is well.
func (c *RedisCluster) Wait(ctx context.Context) error {
	return poll(ctx, func() (bool, error) {
		for n, node := range c.nodes {
			if node.proc.ended() {
				continue
			}
			state, err := c.ask(ctx, n, "CLUSTER INFO")
			known := fmt.Sprintf("cluster_known_nodes:%d", len(c.nodes))
			slots := fmt.Sprintf("cluster_slots_ok:%d", clusterSlots)
			if err != nil || !strings.Contains(state, "cluster_state:ok") || !strings.Contains(state, known) || !strings.Contains(state, slots) {
				return false, nil
			}
		}
		return true, nil
	})
}

// ask sends one line to a node and reads its answer: a line, or a whole text.
func (c *RedisCluster) ask(ctx context.Context, n int, line string) (string, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.Addr(n))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Write([]byte(line + "\r\n")); err != nil {
		return "", err
	}
	from := bufio.NewReader(conn)
	answer, err := from.ReadString('\n')
	if err != nil || !strings.HasPrefix(answer, "$") {
		return strings.TrimSpace(answer), err
	}
	length, err := strconv.Atoi(strings.TrimSpace(answer[1:]))
	if err != nil {
		return "", err
	}
	text := make([]byte, length)
	for read := 0; read < length; {
		got, err := from.Read(text[read:])
		if err != nil {
			return "", err
		}
		read += got
	}
	return string(text), nil
}

// Addr is where a node listens.
func (c *RedisCluster) Addr(n int) string { return "127.0.0.1:" + strconv.Itoa(c.nodes[n].port) }

// URL is the address of the cluster, for redis.ParseClusterURL.
func (c *RedisCluster) URL() string {
	url := "redis://" + c.Addr(0)
	for n := 1; n < len(c.nodes); n++ {
		url += map[bool]string{true: "?", false: "&"}[n == 1] + "addr=" + c.Addr(n)
	}
	return url
}

// Kill ends a node as a crash would. Start brings it back, with its data.
func (c *RedisCluster) Kill(n int) error { return c.nodes[n].proc.kill() }

// Log is what a node has written.
func (c *RedisCluster) Log(n int) string { return logTail(filepath.Clean(c.nodes[n].home.logFile())) }

// Stop ends all nodes and removes what they kept.
func (c *RedisCluster) Stop() error {
	var errs []error
	for _, node := range c.nodes {
		if node.proc != nil && !node.proc.ended() {
			errs = append(errs, node.proc.kill())
		}
		errs = append(errs, node.home.close())
	}
	return errors.Join(append(errs, c.folder.discard())...)
}
