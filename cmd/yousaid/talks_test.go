package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestRedisIsOneServerOrACluster(t *testing.T) {
	for given, nodes := range map[string][]string{
		"redis://redis:6379":                                            nil,
		"unix:///run/redis.sock?db=3":                                   nil,
		"rediss://user:secret@redis:6379/2":                             nil,
		"redis://redis:6379?cluster=true":                               {"redis:6379"},
		"redis://a:6379?addr=b:6379&addr=c:6379":                        {"a:6379", "b:6379", "c:6379"},
		"rediss://user:secret@a:6379?cluster=true&addr=b:6379":          {"a:6379", "b:6379"},
		"redis://a:6379?addr=b:6379&max_redirects=5&min_idle_conns=two": {},
	} {
		client, err := openTalks(config{RedisURL: given})
		var refused *settingsError
		if nodes != nil && len(nodes) == 0 {
			if !errors.As(err, &refused) || strings.Contains(err.Error(), "two") {
				t.Errorf("%s: %v", given, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", given, err)
		}
		cluster, ok := client.(*redis.ClusterClient)
		if ok != (nodes != nil) || ok && (!slices.Equal(cluster.Options().Addrs, nodes) || cluster.Options().ReadTimeout != talksTimeout) {
			t.Errorf("%s opens %T", given, client)
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}
