package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// usage is what a process has used so far.
type usage struct {
	cpu    time.Duration
	memory int64 // bytes, resident
}

// clockTick is what /proc counts processor time in, on every Linux that Go
// runs on.
const clockTick = 10 * time.Millisecond

// process reads a process's usage; nil where nothing says which one it is.
type process func(context.Context) (usage, error)

// processOf reads a process of this machine, or one that tells by its private
// listener.
func processOf(o Options) process {
	switch {
	case o.PID > 0:
		return func(context.Context) (usage, error) { return usageOf(o.PID) }
	case o.AdminURL != "":
		return func(ctx context.Context) (usage, error) { return askUsage(ctx, o.AdminURL+"/metrics") }
	}
	return nil
}

// usageOf reads /proc/<pid>/stat: the name is in brackets and may hold anything,
// so that the fields are counted from behind it.
func usageOf(pid int) (usage, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, fmt.Errorf("--pid: %w", err)
	}
	_, behind, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(behind)
	if len(fields) < 22 {
		return usage{}, errors.New("--pid: /proc tells less than it should")
	}
	user, errUser := strconv.ParseInt(fields[11], 10, 64)
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	pages, errPages := strconv.ParseInt(fields[21], 10, 64)
	return usage{time.Duration(user+system) * clockTick, pages * int64(os.Getpagesize())}, errors.Join(errUser, errSystem, errPages)
}

// askUsage reads Prometheus's own metrics of a process.
func askUsage(ctx context.Context, address string) (usage, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return usage{}, fmt.Errorf("--admin: %w", err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return usage{}, fmt.Errorf("--admin: the service's private listener doesn't answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	var found usage
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		number, _ := strconv.ParseFloat(value, 64)
		switch name {
		case "process_cpu_seconds_total":
			found.cpu = time.Duration(number * float64(time.Second))
		case "process_resident_memory_bytes":
			found.memory = int64(number)
		}
	}
	if found.cpu == 0 {
		return usage{}, fmt.Errorf("--admin: %s has no process_cpu_seconds_total (status %d)", address, response.StatusCode)
	}
	return found, lines.Err()
}

// peak looks at a process's memory again and again and keeps the most of it.
type peak struct{ bytes atomic.Int64 }

func (p *peak) watch(ctx context.Context, read process, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if now, err := read(ctx); err == nil {
			p.bytes.Store(max(p.bytes.Load(), now.memory))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
