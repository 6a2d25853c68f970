package sms

import (
	"encoding/base64"
	"net/url"
	"testing"
)

// A text message has some twenty parameters.
func BenchmarkSignature(b *testing.B) {
	line := &Line{config: Config{AuthToken: "5a4db0c5000000000000000000000000", PublicURL: "https://bot.example.org"}}
	form := url.Values{
		"ToCountry": {"GB"}, "ToState": {""}, "ToCity": {""}, "ToZip": {""}, "FromCountry": {"GB"}, "FromState": {""}, "FromCity": {""},
		"FromZip": {""}, "SmsMessageSid": {"SM0123456789abcdef0123456789abcdef"}, "SmsSid": {"SM0123456789abcdef0123456789abcdef"},
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "NumMedia": {"0"}, "SmsStatus": {"received"},
		"Body": {"someones dumped a sofa by our bins again"}, "To": {"+447700900999"}, "From": {"+447700900123"}, "NumSegments": {"1"},
		"AccountSid": {"AC00000000000000000000000000005a4d"}, "ApiVersion": {"2010-04-01"},
	}
	signature := base64.StdEncoding.EncodeToString(line.signature("https://bot.example.org"+WebhookPath, form))
	b.ReportAllocs()
	for b.Loop() {
		if !line.signed(WebhookPath, form, signature) {
			b.Fatal("its own signature is refused")
		}
	}
}
