package sandbox_test

import (
	"testing"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/sandbox"
)

func TestMessagingService(t *testing.T) {
	const service = "MG00000000000000000000000000005a4d"
	b := newBox(t, sandbox.Options{Twilio: sandbox.TwilioOptions{MessagingServiceSID: service}})
	params := (&openapi.CreateMessageParams{}).SetTo(them).SetMessagingServiceSid(service).SetBody("hello")
	sent, err := b.rest(t, authToken).CreateMessage(params)
	if err != nil || *sent.Status != "accepted" || *sent.NumSegments != "0" || sent.From != nil || *sent.MessagingServiceSid != service {
		t.Fatalf("%+v %v", sent, err)
	}
	shown, err := b.Twilio.Phone(them).Wait(within(t), 0, nil)
	if err != nil || shown.From != us {
		t.Errorf("%+v %v", shown, err)
	}
}
