package channel

import "context"

// Handler takes one Inbound through its turn. The Outbound that it returns, if
// any, belongs into the provider's own answer: the reply on a network that
// replies so (Capabilities.InAnswer), or the answer to a press. Everything else
// it has sent, or kept to be sent, by itself. An error says that nothing could
// be made safe: the provider should bring the Inbound again (503).
type Handler func(context.Context, Inbound) (*Outbound, error)
