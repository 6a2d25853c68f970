package postgres

import (
	"encoding/json"
	"fmt"

	"yousaid/bot/channel"
	"yousaid/storage/seal"
)

// blind is the value by which an address is found.
func (s *Store) blind(who channel.Address) []byte {
	value := s.lookup.Of(who.Channel, who.ID)
	return value[:]
}

func contactKeyCell(contact string) []byte { return seal.Cell("vault.contacts", "data_key", contact) }

func reportKeyCell(report string) []byte { return seal.Cell("vault.report_keys", "data_key", report) }

// newReportKey draws the key of a report, and wraps it for the vault.
func (s *Store) newReportKey(report string) (key *seal.DataKey, wrapped []byte) {
	key = s.keyring.NewDataKey()
	return key, s.keyring.Wrap(key, reportKeyCell(report))
}

// reportKey opens the key of a report as it is kept in the vault.
func (s *Store) reportKey(report string, wrapped []byte) (*seal.DataKey, error) {
	key, err := s.keyring.Unwrap(wrapped, reportKeyCell(report))
	if err != nil {
		return nil, fmt.Errorf("key of report %s: %w", report, err)
	}
	return key, nil
}

// commentKey opens the key of a comment.
func (s *Store) commentKey(comment string, wrapped []byte) (*seal.DataKey, error) {
	key, err := s.keyring.Unwrap(wrapped, commentKeyCell(comment))
	if err != nil {
		return nil, fmt.Errorf("key of comment %s: %w", comment, err)
	}
	return key, nil
}

// newContact seals an address with a key of its own.
func (s *Store) newContact(id string, who channel.Address) (wrapped, address []byte) {
	key := s.keyring.NewDataKey()
	return s.keyring.Wrap(key, contactKeyCell(id)), key.Seal([]byte(who.ID), seal.Cell("vault.contacts", "address", id))
}

// contactAddress opens the address of a contact.
func (s *Store) contactAddress(id, network string, wrapped, address []byte) (channel.Address, error) {
	key, err := s.keyring.Unwrap(wrapped, contactKeyCell(id))
	if err != nil {
		return channel.Address{}, fmt.Errorf("key of contact %s: %w", id, err)
	}
	plain, err := key.Open(address, seal.Cell("vault.contacts", "address", id))
	if err != nil {
		return channel.Address{}, fmt.Errorf("address of contact %s: %w", id, err)
	}
	return channel.Address{Channel: network, ID: string(plain)}, nil
}

// sealText seals one text of a thread or a draft; nil for none. The cell is its
// table and the id that makes its row unique.
func sealText(key *seal.DataKey, table, id, text string) []byte {
	if text == "" {
		return nil
	}
	return key.Seal([]byte(text), seal.Cell(table, "text", id))
}

// openText undoes sealText.
func openText(key *seal.DataKey, table, id string, sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	text, err := key.Open(sealed, seal.Cell(table, "text", id))
	if err != nil {
		return "", fmt.Errorf("text of %s: %w", table, err)
	}
	return string(text), nil
}

// sealJSON seals a value as JSON for one cell.
func sealJSON(key *seal.DataKey, value any, cell []byte) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return key.Seal(plain, cell), nil
}

// openJSON undoes sealJSON.
func openJSON(key *seal.DataKey, sealed []byte, value any, cell []byte) error {
	plain, err := key.Open(sealed, cell)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, value)
}
