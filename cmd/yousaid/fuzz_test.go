package main

import (
	"errors"
	"strings"
	"testing"
)

// Whatever the settings are, they are taken or what is wrong is named, without
// any secret; and what was taken can be used.
func FuzzSettings(f *testing.F) {
	key := "zq3T9m2bq7yq0m8nq1vq5pq4wq6xqAqBqCqDqEqFqGo="
	f.Add("https://chat.example.org", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5", "rig-secret_Qm9", "k1:"+key, "10.0.0.5,fd00::/8", "25", "0.0465", "https://t.example.org/{z}/{x}/{y}.png")
	f.Add("chat.example.org", "nocolon", "not allowed!", "k1:short", "proxy", "NaN", "-1", "https://t.example.org; script-src *")
	f.Add("https://[::1", "::", "", "k1:"+key+",k1:"+key, "10.0.0.0/99 ,", "1e309", "+Inf", "http://{s}.a/{z}{x}")
	f.Fuzz(func(t *testing.T, public, token, secret, keys, proxies, rate, price, tiles string) {
		values := map[string]string{
			"PUBLIC_URL": public, "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_WEBHOOK_SECRET": secret, "MASTER_KEYS": keys, "LOOKUP_KEY": keys,
			"TRUSTED_PROXIES": proxies, "UPDATE_RATE_TELEGRAM": rate, "UPDATE_RATE_SMS": rate, "SMS_PART_PRICE": price, "MAP_TILES_URL": tiles,
			"DATABASE_URL": "postgres://yousaid@db/yousaid", "REDIS_URL": "redis://redis:6379",
		}
		cfg, err := readConfig(func(name string) string { return values[name] })
		if err == nil {
			err = cfg.check(needRecord | needKeys | needTalks | needChannels)
		}
		if err != nil {
			var named *settingsError
			if !errors.As(err, &named) || len(named.problems) == 0 {
				t.Fatalf("no setting is named: %v", err)
			}
			for _, value := range []string{token, secret, keys} {
				if value = strings.TrimSpace(value); len(value) > 20 && !strings.ContainsAny(value, " \t\r\n,:") && strings.Contains(err.Error(), value) && !strings.Contains(public+proxies+rate+price+tiles, value) {
					t.Fatalf("a secret is quoted: %v", err)
				}
			}
			return
		}
		for network, gap := range cfg.updateGaps() {
			if gap <= 0 {
				t.Fatalf("%s waits %v between updates at a rate of %q", network, gap, rate)
			}
		}
		if len(cfg.proxies()) != len(cfg.proxyNames()) || strings.ContainsAny(cfg.MapTiles, " ;,'\"") || cfg.partPrice() < 0 {
			t.Fatalf("taken: %q, %q, %q", proxies, tiles, price)
		}
	})
}
