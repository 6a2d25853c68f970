package main

import (
	"context"

	"yousaid/bot/channel"
)

// counted is a network whose deliveries are counted by what came of them.
type counted struct {
	channel.Channel
	count func(outcome string)
}

// Send implements [channel.Channel].
func (c counted) Send(ctx context.Context, out channel.Outbound) (string, error) {
	id, err := c.Channel.Send(ctx, out)
	outcome := "sent"
	if err != nil {
		outcome = channel.ReasonOf(err).String()
	}
	c.count(outcome)
	return id, err
}

// countedFetcher is one that files can be fetched from, too.
type countedFetcher struct {
	counted
	channel.Fetcher
}

// delivers is a network whose deliveries are measured.
func (m meters) delivers(ch channel.Channel) channel.Channel {
	name := ch.Name()
	c := counted{ch, func(outcome string) { m.delivered.WithLabelValues(name, outcome).Inc() }}
	if fetcher, ok := ch.(channel.Fetcher); ok {
		return countedFetcher{c, fetcher}
	}
	return c
}
