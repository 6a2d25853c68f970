package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/partnership"
)

// invitationLives is how long an invitation may wait for somebody's next shift.
const invitationLives = 72 * time.Hour

// longestName of an officer, in characters.
const longestName = 80

// PeopleAdmin keeps who may come in. Whoever an officer doesn't look after is
// bot.ErrNotFound; each change is audited, and one that takes a way in away
// signs its officer out.
type PeopleAdmin interface {
	People(ctx context.Context, by bot.Officer) ([]bot.Person, error)
	Person(ctx context.Context, by bot.Officer, id string) (bot.Person, error)
	// AddPerson adds an officer, once for each id. bot.ErrMayNot: it is not
	// theirs to give; bot.ErrConflict: an address is another's.
	AddPerson(ctx context.Context, by, o bot.Officer) error
	// ChangePerson changes name, role and clearance; bot.ErrConflict when these
	// are not as was any more, bot.ErrLast when no administrator would be left.
	ChangePerson(ctx context.Context, by, was, now bot.Officer) error
	// RegisterAddress adds an address; bot.ErrConflict: it is another officer's.
	RegisterAddress(ctx context.Context, by bot.Officer, id string, a channel.Address) error
	RemoveAddress(ctx context.Context, by bot.Officer, id, address string) error
	InvitePerson(ctx context.Context, by bot.Officer, id, code string, lives time.Duration) error
	ResetPerson(ctx context.Context, by bot.Officer, id string) error
	DisconnectPerson(ctx context.Context, by bot.Officer, id string) error
	RemovePerson(ctx context.Context, by bot.Officer, id string) error
}

var lookAfter = []bot.Role{bot.RoleLead, bot.RoleAdministrator}

func (c *Console) peopleRoutes() []route {
	return []route{
		{method: "GET", path: "people", who: lookAfter, page: c.people},
		{method: "GET", path: "people/new", who: lookAfter, page: c.newPerson},
		{method: "POST", path: "people/new", who: lookAfter, page: c.addPerson},
		{method: "GET", path: "people/{id}", who: lookAfter, page: c.person},
		{method: "POST", path: "people/{id}", who: lookAfter, page: c.changePerson},
		{method: "POST", path: "people/{id}/address", who: lookAfter, page: c.registerAddress},
		{method: "POST", path: "people/{id}/address/remove", who: lookAfter, page: c.removeAddress},
		{method: "POST", path: "people/{id}/away", who: []bot.Role{bot.RoleLead}, page: c.personAway},
		{method: "POST", path: "people/{id}/invitation", who: lookAfter, page: c.invite},
		{method: "POST", path: "people/{id}/app", who: lookAfter, page: c.resetApp},
		{method: "POST", path: "people/{id}/account", who: lookAfter, page: c.disconnect},
		{method: "GET", path: "people/{id}/remove", who: lookAfter, page: c.askRemove},
		{method: "POST", path: "people/{id}/remove", who: lookAfter, page: c.removePerson},
	}
}

// peoplePage lists officers.
type peoplePage struct {
	Agencies []agencyPeople[bot.Person]
	Gone     []bot.Person // whose access was taken away
	Done     string
	Own      string // the agency's name, where there is but one
}

// agencyPeople are those of an agency.
type agencyPeople[P any] struct {
	Name   string
	People []P
}

// byAgency sorts people by agency, in the plan's order, without those whose
// access was taken away.
func byAgency[P any](plan *partnership.Plan, people []P, officer func(P) bot.Officer) (list []agencyPeople[P]) {
	for _, agency := range plan.Agencies {
		group := agencyPeople[P]{Name: agency.Name}
		for _, one := range people {
			if o := officer(one); o.Agency == agency.ID && o.Active {
				group.People = append(group.People, one)
			}
		}
		if len(group.People) > 0 {
			list = append(list, group)
		}
	}
	return list
}

func (c *Console) people(w http.ResponseWriter, r *http.Request, v visit) {
	people, err := c.Store.People(r.Context(), v.officer)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	page := peoplePage{
		Done: doneWord(r), Agencies: byAgency(c.Plan, people, func(p bot.Person) bot.Officer { return p.Officer }),
	}
	if v.officer.Role == bot.RoleLead {
		page.Own = c.agency(v.officer.Agency)
	}
	page.Gone = slices.DeleteFunc(people, func(p bot.Person) bool { return p.Active })
	c.render(w, http.StatusOK, "people", &v, sheet{Title: "People", Here: "people", Page: page})
}

// personForm is what is asked about an officer.
type personForm struct {
	ID       string // of a new one
	Name     string
	Agency   string
	Role     bot.Role
	Cleared  bool
	Email    string
	Phone    string
	Roles    []bot.Role
	Agencies []partnership.Agency
	MayClear bool
	Problems []problem
}

// Said is what is wrong with a field; empty for nothing.
func (f personForm) Said(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// offer fills in what an officer can give to another one.
func (c *Console) offer(f personForm, by, who bot.Officer) personForm {
	f.Roles, f.Agencies = nil, nil
	for _, role := range bot.Roles() {
		if by.LooksAfter(bot.Officer{Agency: by.Agency, Role: role}) {
			f.Roles = append(f.Roles, role)
		}
	}
	for _, agency := range c.Plan.Agencies {
		if by.LooksAfter(bot.Officer{Agency: agency.ID, Role: bot.RoleOfficer}) {
			f.Agencies = append(f.Agencies, agency)
		}
	}
	f.MayClear = by.MayClear(who) || who.Cleared
	return f
}

// readPerson reads what was asked, and what is wrong with it.
func (c *Console) readPerson(f form, by, who bot.Officer) personForm {
	asked := c.offer(personForm{
		ID: f.Get("id"), Name: strings.TrimSpace(f.Get("name")), Agency: f.Get("agency"),
		Role: bot.Role(f.Get("role")), Cleared: f.Get("cleared") != "",
		Email: strings.TrimSpace(f.Get("email")), Phone: strings.TrimSpace(f.Get("phone")),
	}, by, who)
	switch {
	case asked.Name == "":
		asked.wrong("name", "Enter the name as colleagues know it.")
	case utf8.RuneCountInString(asked.Name) > longestName || strings.ContainsFunc(asked.Name, unicode.IsControl) || !utf8.ValidString(asked.Name):
		asked.wrong("name", "The name can have up to 80 characters, on one line.")
	}
	if !slices.Contains(asked.Roles, asked.Role) {
		asked.wrong("role", "Choose a role.")
	}
	return asked
}

func (f *personForm) wrong(field, text string) { f.Problems = append(f.Problems, problem{field, text}) }

func (c *Console) newPerson(w http.ResponseWriter, _ *http.Request, v visit) {
	c.showNewPerson(w, http.StatusOK, v, c.offer(personForm{ID: uuid.NewString(), Role: bot.RoleOfficer}, v.officer, bot.Officer{}))
}

func (c *Console) showNewPerson(w http.ResponseWriter, status int, v visit, asked personForm) {
	c.render(w, status, "person_new", &v, sheet{Title: titled("Add a person", len(asked.Problems) > 0), Here: "people", Page: asked})
}

func (c *Console) addPerson(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	asked := c.readPerson(f, v.officer, bot.Officer{})
	if !slices.ContainsFunc(asked.Agencies, func(a partnership.Agency) bool { return a.ID == asked.Agency }) {
		asked.wrong("agency", "Choose an agency.")
	}
	if _, err := uuid.Parse(asked.ID); err != nil {
		asked.ID = uuid.NewString()
	}
	officer := bot.Officer{ID: asked.ID, Name: asked.Name, Agency: asked.Agency, Role: asked.Role, Cleared: asked.Cleared && asked.MayClear}
	asked.addresses(&officer)
	if len(asked.Problems) > 0 {
		c.showNewPerson(w, http.StatusUnprocessableEntity, v, asked)
		return
	}
	err := c.Store.AddPerson(r.Context(), v.officer, officer)
	switch {
	case errors.Is(err, bot.ErrConflict):
		asked.wrong("email", takenAddress)
		c.showNewPerson(w, http.StatusConflict, v, asked)
	case errors.Is(err, bot.ErrMayNot):
		c.nowhere(w, r)
	case err != nil:
		c.failed(w, r, err)
	default:
		c.done(w, r, officer.ID, "added")
	}
}

const takenAddress = "This address or number is registered for somebody else already. Remove it there first."

// addresses reads those that a new officer is to have.
func (f *personForm) addresses(o *bot.Officer) {
	for _, field := range []struct{ name, typed, network, wrong string }{
		{"email", f.Email, channel.Email, "Enter an e-mail address, such as name@example.gov.uk, or nothing."},
		{"phone", f.Phone, channel.SMS, "Enter a mobile number, such as 07700 900123, or nothing."},
	} {
		if field.typed == "" {
			continue
		}
		address, err := bot.ParseAddress(field.typed)
		if err != nil || address.Channel != field.network {
			f.wrong(field.name, field.wrong)
			continue
		}
		o.Addresses = append(o.Addresses, address)
	}
}
