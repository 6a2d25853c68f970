// Command floor is a bare handler that does a report's outer work and nothing
// else: what the service is compared with.
//
// A turn is: decode Telegram's update, keep what was said by one call of a
// script in Redis, send one message; and with the last turn of a report one
// statement in PostgreSQL, which inserts the report and a row of its outbox. It
// knows one conversation, the standard one of `yousaid load`, whose words and
// buttons are those of the service. There is no triage, no sealing, no memory of
// what came before, no desk and nothing that goes wrong: whoever copies this
// into a town loses reports.
//
// It reads the service's own settings: LISTEN_ADDR, TELEGRAM_BOT_TOKEN,
// TELEGRAM_API_URL, TELEGRAM_WEBHOOK_SECRET, REDIS_URL, DATABASE_URL.
package main
