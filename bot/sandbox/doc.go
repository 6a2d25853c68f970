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
//
// A test that kills the service, and wants the provider to live on, keeps the
// sandbox in its own process, or runs Main in another and drives that by a
// Remote. Roads lead from a public address, over which signatures are made, to
// one replica or to several in turn. StateFile keeps the chats over a restart,
// as the real providers do: without it nobody has pressed Start any more, and
// the bot can't write to them.
//
// # What a browser test may rely on
//
// The page marks its parts so that they can be found whatever they look like:
//
//	[data-phone="telegram:<chat id>:<user id>"]  a phone with a Telegram chat open
//	[data-phone="sms:<number>"]                  a phone that texts; data-stopped after STOP
//	[data-agency="<agency>"]                     an agency's phone: its data-phone follows officer and tab
//	[data-chat="<chat id>"]                      beside data-phone, whoever is speaking
//	[data-officer]                               select: who speaks
//	[data-tab="group"|"private"]                 the group, or the officer's own chat with the bot
//	[data-composer] [data-send]                  textarea and button
//	[data-replying="<message id>"]               the reply (or edit) that is being written
//	[data-attach]                                opens the menu of what follows
//	[data-action="photo"|"voice"|"sticker"|"forward"|"location"]
//	[data-place="<name>"] [data-coordinates]     positions; [data-file] takes photos
//	[data-action="start"|"block"|"unblock"|"add-bot"|"remove-bot"|"upgrade"]
//	[data-bubble="<message id or SID>"]          a message, with data-from="me"|"other"|"bot"|"service"|"twilio"
//	                                             and data-edited, data-deleted, data-protected, data-silent, data-parts
//	[data-button="<callback data>"]              an inline button, in its bubble
//	[data-reply="<message id>"] [data-edit=…]    what can be done with a bubble
//	[data-key="<label>"]                         a key of the reply keyboard
//	[data-toast="toast"|"alert"]                 an answer to a press
//	[data-link="live"]                           the page hears the sandbox
//	[data-open="resident"|"faults"]              opens [data-dialog=…]; [data-resident-form], [data-fault-form], [data-fault]
package sandbox
