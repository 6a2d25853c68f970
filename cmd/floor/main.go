package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

// run serves until the context ends.
func run(ctx context.Context, getenv func(string) string) error {
	options, err := redis.ParseURL(getenv("REDIS_URL"))
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	talks := redis.NewClient(options)
	defer func() { _ = talks.Close() }()
	record, err := pgxpool.New(ctx, getenv("DATABASE_URL"))
	if err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	defer record.Close()
	if _, err := record.Exec(ctx, schema); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck // nobody replaces it
	transport.MaxIdleConnsPerHost = 128
	h := &handler{
		talks: talks, record: record, client: &http.Client{Transport: transport},
		send: getenv("TELEGRAM_API_URL") + "/bot" + getenv("TELEGRAM_BOT_TOKEN") + "/sendMessage", secret: getenv("TELEGRAM_WEBHOOK_SECRET"),
	}
	server := &http.Server{Addr: getenv("LISTEN_ADDR"), Handler: h, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
