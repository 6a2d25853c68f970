package resident

import "yousaid/flows"

// The forms of the networks that residents use, for conversations without
// servers; the service makes them of each channel's capabilities.
var (
	Telegram = flows.Form{Channel: "telegram", Buttons: true, Location: true, Photos: true, Delete: true}
	SMS      = flows.Form{Channel: "sms"}
)
