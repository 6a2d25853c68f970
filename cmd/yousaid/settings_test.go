package main_test

import (
	"strings"
	"testing"

	"yousaid/cmd/yousaid/internal/rig"
)

// Every setting that is wrong is named at once, and nothing is started.
func TestBadSettingsAreAllNamedAtOnce(t *testing.T) {
	t.Parallel()
	code, printed := rig.Command(t, []string{
		"PUBLIC_URL=chat.example.org", "TELEGRAM_BOT_TOKEN=nocolon-zqsecret", "TELEGRAM_WEBHOOK_SECRET=not allowed!",
		"TWILIO_ACCOUNT_SID=AC1", "TWILIO_REPLY=pigeon", "MASTER_KEYS=k1:short-zqsecret", "LOG_LEVEL=loud", "LOG_FORMAT=xml",
		"SMTP_URL=smtp://mail.example.org", "PLAN_FILE_FILE=/nowhere/at/all",
	}, "serve")
	if code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if !strings.Contains(printed, "PLAN_FILE_FILE") {
		t.Errorf("an unreadable file isn't named:\n%s", printed)
	}
	code, printed = rig.Command(t, []string{
		"PUBLIC_URL=chat.example.org", "TELEGRAM_BOT_TOKEN=nocolon-zqsecret", "TELEGRAM_WEBHOOK_SECRET=not allowed!",
		"TWILIO_ACCOUNT_SID=AC1", "TWILIO_REPLY=pigeon", "MASTER_KEYS=k1:short-zqsecret", "LOG_LEVEL=loud", "LOG_FORMAT=xml",
		"SMTP_URL=smtp://mail.example.org", "OIDC_ISSUER=http://id.example.org", "TRUSTED_PROXIES=10.0.0.5,proxy",
		"MAP_TILES_URL=https://tiles.example.org; script-src *", "DRAIN_DELAY=5m",
	}, "serve")
	if code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	for _, setting := range []string{
		"PUBLIC_URL", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_REPLY",
		"MASTER_KEYS", "LOOKUP_KEY", "LOG_LEVEL", "LOG_FORMAT", "MAIL_FROM", "DATABASE_URL", "REDIS_URL",
		"OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "TRUSTED_PROXIES", "MAP_TILES_URL", "DRAIN_DELAY",
	} {
		if !strings.Contains(printed, setting) {
			t.Errorf("%s isn't named:\n%s", setting, printed)
		}
	}
	if strings.Contains(printed, "zqsecret") {
		t.Errorf("a secret is quoted:\n%s", printed)
	}
}

func TestAnUnknownCommandIsASettingsError(t *testing.T) {
	t.Parallel()
	if code, printed := rig.Command(t, nil, "sreve"); code != 2 || printed == "" {
		t.Errorf("exit code %d, want 2: %s", code, printed)
	}
	if code, printed := rig.Command(t, nil, "--help"); code != 0 || !strings.Contains(printed, "serve") {
		t.Errorf("--help: exit code %d:\n%s", code, printed)
	}
}
