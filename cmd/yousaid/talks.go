package main

import (
	"context"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	talksTimeout = 2 * time.Second // one command to Redis, and the making of a connection
	// Nothing that Redis tells unasked is wanted, and with the newer protocol every
	// answer is looked through for it.
	talksProtocol = 2
	talksBuffer   = 8 << 10 // bytes, of each connection; a conversation is less
)

// openTalks opens the conversations, on one server or on a cluster. It doesn't
// connect yet.
func openTalks(cfg config) (redis.UniversalClient, error) {
	address, cluster, err := talksAddress(cfg.RedisURL)
	if err == nil && cluster {
		var options *redis.ClusterOptions
		if options, err = redis.ParseClusterURL(address); err == nil {
			options.ReadTimeout, options.WriteTimeout, options.DialTimeout = talksTimeout, talksTimeout, talksTimeout
			options.Protocol, options.ReadBufferSize, options.WriteBufferSize = talksProtocol, talksBuffer, talksBuffer
			return redis.NewClusterClient(options), nil
		}
	}
	var options *redis.Options
	if err == nil {
		options, err = redis.ParseURL(address)
	}
	if err != nil { // it would quote the address
		return nil, &settingsError{[]string{"REDIS_URL is not the address of a Redis server, such as redis://redis:6379, " +
			"or of a cluster, such as redis://redis-1:6379?addr=redis-2:6379&addr=redis-3:6379"}}
	}
	options.ReadTimeout, options.WriteTimeout, options.DialTimeout = talksTimeout, talksTimeout, talksTimeout
	options.Protocol, options.ReadBufferSize, options.WriteBufferSize = talksProtocol, talksBuffer, talksBuffer
	return redis.NewClient(options), nil
}

// talksAddress tells whether an address is a cluster's: it names more nodes than
// one by addr=host:port, or says cluster=true, which only we understand.
func talksAddress(given string) (address string, cluster bool, err error) {
	u, err := url.Parse(given)
	if err != nil {
		return "", false, err
	}
	query := u.Query()
	cluster = query.Has("addr") || query.Get("cluster") == "true"
	query.Del("cluster")
	u.RawQuery = query.Encode()
	return u.String(), cluster, nil
}

// warnOfRedis says which of Redis's settings would lose conversations, on each
// server.
func (a *app) warnOfRedis(ctx context.Context) {
	cluster, ok := a.talks.(*redis.ClusterClient)
	if !ok {
		a.warnOfServer(ctx, a.talks)
		return
	}
	_ = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		a.warnOfServer(ctx, node)
		return nil
	})
}

func (a *app) warnOfServer(ctx context.Context, server redis.Cmdable) {
	for setting, want := range map[string]string{"appendonly": "yes", "maxmemory-policy": "noeviction"} {
		has, err := server.ConfigGet(ctx, setting).Result()
		if err != nil {
			a.log.Warn().Ctx(ctx).Str("setting", setting).Msg("Redis doesn't tell this setting; see that it is " + want)
			continue
		}
		if has[setting] != want {
			a.log.Warn().Ctx(ctx).Str("setting", setting).Str("is", has[setting]).Str("should be", want).Msg("Redis may lose conversations")
		}
	}
}
