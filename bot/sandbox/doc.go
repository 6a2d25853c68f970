// Package sandbox holds stand-ins for Telegram's Bot API and Twilio's REST API
// that speak the real protocols, with a page of phones to try the service by
// hand; the tests use the same stand-ins.
//
// A message's way: somebody acts (a test by Person, Seat and Phone, a visitor
// by the page), the stand-in tells the service by its webhook or in the answer
// to getUpdates, the service calls the stand-in's API as it would call the
// real one, and the message stands in the chat's history, where the test waits
// for it and the page shows it.
//
// What always holds: every call and every delivery is in the Ledger with what
// it carried; a call that a Fault kept from having an effect changed nothing;
// updates of one chat are delivered strictly one after another, and presses of
// one user likewise, but the two race; nothing is sent anywhere but to the
// webhooks that were set.
//
// A test needs three lines:
//
//	box := sandbox.New(sandbox.Options{Pace: 0.001})
//	api := httptest.NewServer(box.API()) // TELEGRAM_API_URL and TWILIO_API_URL
//	defer func() { box.Close(); api.Close() }()
//
// and then people:
//
//	ana := box.Telegram.AddUser(sandbox.User{ID: 7, FirstName: "Ana"})
//	ana.Start("")
//	asked, err := ana.Private().Wait(ctx, 0, nil)
//	ana.Private().Press(asked.MessageID, "Yes")
//	box.Twilio.Phone("+447700900123").Text("needles by the swings")
package sandbox
