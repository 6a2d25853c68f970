package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
)

// fullRedis is from which part of its memory on Redis is called nearly full.
const fullRedis = 0.8

// redis looks at where conversations are kept.
func (d *doctor) redis(ctx context.Context) []finding {
	if d.cfg.RedisURL == "" {
		return unset("redis", "REDIS_URL")
	}
	client, err := openTalks(d.cfg)
	if err != nil {
		return []finding{fail("redis", "REDIS_URL is not the address of a Redis server", "write it as redis://redis:6379")}
	}
	defer func() { _ = client.Close() }()
	asked := time.Now()
	at, err := client.Time(ctx).Result()
	if err != nil {
		return []finding{fail("redis", "no answer"+refusalOfRedis(err), "see that Redis runs and that REDIS_URL, with its password, leads to it from here")}
	}
	d.clocks.note(reading{of: "Redis", from: at, to: at, asked: asked, heard: time.Now()})
	text, err := client.Info(ctx).Result()
	if err != nil {
		return []finding{fail("redis", "it doesn't say what it is"+refusalOfRedis(err), "allow the login of REDIS_URL the command INFO")}
	}
	info := fieldsOf(text)
	return []finding{
		kindOfRedis(info), policyOfRedis(ctx, client, "maxmemory-policy", "noeviction", "conversations are dropped when memory is short"),
		policyOfRedis(ctx, client, "appendonly", "yes", "conversations are lost when Redis restarts"),
		memoryOfRedis(info), d.epochs(ctx, client),
	}
}

// refusalOfRedis is the first word of an error that Redis answered with, such as
// WRONGPASS. The rest may quote.
func refusalOfRedis(err error) string {
	var answer redis.Error
	if !errors.As(err, &answer) {
		return ""
	}
	word, _, _ := strings.Cut(answer.Error(), " ")
	return " but " + word
}

// fieldsOf reads the answer to INFO.
func fieldsOf(info string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
			fields[name] = value
		}
	}
	return fields
}

func kindOfRedis(info map[string]string) finding {
	const name = "redis"
	if version := info["valkey_version"]; version != "" {
		return roleOfRedis(name, "Valkey "+version, info)
	}
	var major, minor int
	if _, err := fmt.Sscanf(info["redis_version"], "%d.%d", &major, &minor); err != nil {
		return warn(name, "it doesn't tell its version", "see that it is Redis 6.2 or newer, or Valkey")
	}
	if major < 6 || major == 6 && minor < 2 {
		return fail(name, "version "+info["redis_version"], "upgrade to Redis 6.2 or newer, or to Valkey")
	}
	return roleOfRedis(name, "version "+info["redis_version"], info)
}

func roleOfRedis(name, found string, info map[string]string) finding {
	if info["role"] == "slave" {
		return fail(name, found+", and it is a replica that takes no writes", "lead REDIS_URL to the primary")
	}
	if status := info["aof_last_write_status"]; status != "" && status != "ok" {
		return fail(name, found+", and its last write to the disk failed", "see whether its disk is full")
	}
	return ok(name, "%s", found)
}

func policyOfRedis(ctx context.Context, client redis.UniversalClient, setting, want, otherwise string) finding {
	name := "redis " + setting
	has, err := client.ConfigGet(ctx, setting).Result()
	switch {
	case err != nil || has[setting] == "":
		return warn(name, "it doesn't tell", "see by the means of whoever runs it that it is "+want)
	case has[setting] != want:
		return fail(name, has[setting]+": "+otherwise, "set it to "+want)
	}
	return ok(name, "%s", want)
}

func memoryOfRedis(info map[string]string) finding {
	const name = "redis memory"
	used, _ := strconv.ParseFloat(info["used_memory"], 64) // 0 where it doesn't say
	limit, _ := strconv.ParseFloat(info["maxmemory"], 64)
	evicted, _ := strconv.Atoi(info["evicted_keys"])
	switch {
	case evicted > 0:
		return warn(name, fmt.Sprintf("%d keys were dropped since it started", evicted), "set maxmemory-policy to noeviction, and more maxmemory; conversations may be gone")
	case limit > 0 && used > fullRedis*limit:
		return warn(name, fmt.Sprintf("%.0f %% of %.0f MB are used", 100*used/limit, limit/(1<<20)), "raise maxmemory before it refuses to write")
	case limit > 0:
		return ok(name, "%.0f %% of %.0f MB are used", 100*used/limit, limit/(1<<20))
	}
	return ok(name, "%.0f MB are used, and no limit is set", used/(1<<20))
}

// epochs looks whether Redis has lost conversations.
func (d *doctor) epochs(ctx context.Context, client redis.UniversalClient) finding {
	const name = "redis conversations"
	v, done, problem := d.vaults(ctx, client)
	if problem != "" {
		return fail(name, "not looked at", problem)
	}
	defer done()
	missing, err := v.talks.Missing(ctx)
	if err != nil {
		return fail(name, "no answer"+refusalOfRedis(err), "see that Redis runs")
	}
	_, err = v.record.Fact(ctx, conversationsSince)
	switch {
	case missing == 0:
		return ok(name, "nothing is missing since the service last started")
	case errors.Is(err, bot.ErrNotFound):
		return ok(name, "none yet: the service hasn't run")
	case err != nil:
		return fail(name, "not looked at", "put right what is said of postgres first")
	}
	return warn(name, fmt.Sprintf("%d parts are gone: Redis lost its data, or REDIS_URL leads to another one", missing),
		"see that REDIS_URL is the right one; whoever writes within a day is told that an unsent report may be gone")
}
