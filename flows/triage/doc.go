// Package triage reads a free-text message: theme, urgency, place, time,
// language.
package triage
