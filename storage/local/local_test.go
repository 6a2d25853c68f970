package local_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"yousaid/storage/local"
)

func TestQuick(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for i := range 2 {
		start := time.Now()
		s, err := local.Start(ctx, local.Options{Volatile: i == 0, Log: func(l string) { t.Log(l) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(start), s.DatabaseURL, s.RedisURL, s.Warnings)
		conn, err := pgx.Connect(ctx, s.DatabaseURL)
		if err != nil {
			t.Fatal(err)
		}
		var v string
		if err := conn.QueryRow(ctx, "select version() || current_user || current_database()").Scan(&v); err != nil {
			t.Fatal(err)
		}
		t.Log(v)
		conn.Close(ctx)
		o, err := redis.ParseURL(s.RedisURL)
		if err != nil {
			t.Fatal(err)
		}
		c := redis.NewClient(o)
		t.Log(c.Info(ctx, "persistence").Val()[:100])
		c.Close()
		start = time.Now()
		if err := s.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(start))
	}
}
