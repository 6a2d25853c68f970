package storagetest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"yousaid/storage/local"
)

// redisDatabases is how many databases a Redis server has unless set otherwise.
const redisDatabases = 16

// Redis gives a test an empty database of a private Redis and returns its URL.
// A seventeenth test at the same time waits for one to end. The server is
// always a private one: what it holds is deleted.
func Redis(t testing.TB) string {
	t.Helper()
	socket, slots := redisServer(t)
	slot := <-slots
	t.Cleanup(func() { slots <- slot })
	if err := flush(t.Context(), socket, slot); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("unix://%s?db=%d", socket, slot)
}

func redisServer(t testing.TB) (socket string, slots chan int) {
	t.Helper()
	servers.Lock()
	defer servers.Unlock()
	needMain(t)
	if servers.redis == nil {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		started, err := local.StartRedis(ctx, local.Options{Volatile: true})
		if err != nil {
			t.Fatal(err)
		}
		servers.redis, servers.slots = started, make(chan int, redisDatabases)
		for slot := range redisDatabases {
			servers.slots <- slot
		}
	}
	u, err := url.Parse(servers.redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	return u.Path, servers.slots
}

// flush empties one database. Two words of the protocol need no client.
func flush(ctx context.Context, socket string, slot int) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "SELECT %d\r\nFLUSHDB\r\n", slot); err != nil {
		return err
	}
	answers := bufio.NewScanner(conn)
	for range 2 {
		if !answers.Scan() || !strings.HasPrefix(answers.Text(), "+OK") {
			return fmt.Errorf("redis answers %q", answers.Text())
		}
	}
	return nil
}
