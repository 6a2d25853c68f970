// Package flows advances conversations.
package flows
