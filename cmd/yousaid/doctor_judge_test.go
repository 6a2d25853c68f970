package main

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sms"
	"yousaid/storage/postgres"
)

// What no server of this machine can be brought to: its age, its clock, its
// region.
func TestDoctorJudgesWhatItIsTold(t *testing.T) {
	well := sms.Hook{URL: "https://chat.example.org/webhooks/twilio/sms#rc=5&rp=all", Method: "POST", FallbackURL: "https://chat.example.org/webhooks/twilio/sms", FallbackMethod: "POST"}
	d := &doctor{cfg: config{PublicURL: "https://chat.example.org", TwilioURL: "https://api.twilio.com", TwilioReply: "twiml"}}
	ireland := &doctor{cfg: config{TwilioURL: "https://api.dublin.ie1.twilio.com", TwilioReply: "twiml"}}
	elsewhere := well
	elsewhere.Callback = "https://other.example.org/status"
	for _, c := range []struct {
		found finding
		want  state
		words string
	}{
		{serverOf(postgres.Examination{Version: 130012}), stateFail, "PostgreSQL 14"},
		{serverOf(postgres.Examination{Version: 140000}), stateOK, "14.0"},
		{kindOfRedis(map[string]string{"redis_version": "6.0.20"}), stateFail, "6.2"},
		{kindOfRedis(map[string]string{"redis_version": "6.2.0", "role": "master"}), stateOK, "6.2.0"},
		{kindOfRedis(map[string]string{"redis_version": "7.2.4", "valkey_version": "8.1.0"}), stateOK, "Valkey 8.1.0"},
		{kindOfRedis(map[string]string{"redis_version": "7.4.9", "role": "slave"}), stateFail, "primary"},
		{kindOfRedis(map[string]string{"redis_version": "7.4.9", "aof_last_write_status": "err"}), stateFail, "disk"},
		{kindOfRedis(nil), stateWarn, "version"},
		{memoryOfRedis(map[string]string{"evicted_keys": "7"}), stateWarn, "7 keys"},
		{ireland.accountOf(sms.Examination{Active: true}), stateFail, "TWILIO_REPLY=rest"},
		{d.hooksOf(sms.Examination{Service: &well})[0], stateOK, "by POST"},
		{d.hooksOf(sms.Examination{Service: &elsewhere})[2], stateWarn, "other.example.org"},
		{d.hooksOf(sms.Examination{})[0], stateWarn, "TWILIO_FROM"},
	} {
		if c.found.State != c.want || !strings.Contains(c.found.Found+c.found.Do, c.words) {
			t.Errorf("%+v, want %s with %q", c.found, c.want, c.words)
		}
	}
	for fragment, want := range map[string]bool{"": false, "rc=5&rp=all": true, "rc=1&rp=all": false, "rc=3": false, "rc=3&rp=4xx,5xx": true, "rc=x&rp=all": false} {
		if triesAgain(fragment) != want {
			t.Errorf("%q tries again: %v", fragment, !want)
		}
	}
}

// How long an answer took is no fault of a clock.
func TestClocksAreComparedAtTheLeast(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	second := func(n float64) time.Time { return at.Add(time.Duration(n * float64(time.Second))) }
	for _, c := range []struct {
		from, to float64 // of theirs; ours is 0 to 10
		off      time.Duration
	}{{3, 3, 0}, {0, 1, 0}, {10, 11, 0}, {-1, 0, 0}, {11, 12, time.Second}, {-4, -3, -3 * time.Second}} {
		if off := (reading{from: second(c.from), to: second(c.to), asked: at, heard: second(10)}).off(); off != c.off {
			t.Errorf("theirs from %v to %v: off by %v, want %v", c.from, c.to, off, c.off)
		}
	}
	for off, want := range map[time.Duration]state{
		time.Second: stateOK, -2 * time.Second: stateOK, 3 * time.Second: stateWarn, -30 * time.Second: stateWarn, 31 * time.Second: stateFail, -time.Hour: stateFail,
	} {
		if got := clockOf("PostgreSQL", off); got.State != want {
			t.Errorf("off by %v: %s, want %s", off, got.State, want)
		}
	}
	var c clocks
	for _, off := range []time.Duration{time.Minute, 0} { // one answer waited somewhere
		c.note(reading{of: "Telegram", from: at.Add(off), to: at.Add(off), asked: at, heard: at})
	}
	if list := c.judge(); len(list) != 1 || list[0].State != stateOK {
		t.Errorf("%+v", list)
	}
}

func TestCertificateIsWarnedOfBeforeItEnds(t *testing.T) {
	answer := &http.Response{TLS: &tls.ConnectionState{PeerCertificates: []*x509.Certificate{{NotAfter: time.Now().Add(5 * 24 * time.Hour)}}}}
	if left, known := certificateLeft(answer); !known || left > certificateEnds || left < 4*24*time.Hour {
		t.Errorf("%v, %v", left, known)
	}
	if _, known := certificateLeft(&http.Response{}); known {
		t.Error("a certificate where there is none")
	}
}
