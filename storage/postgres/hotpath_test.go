package postgres_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// allowed are statements that look through more than they use, each with why
// that is right.
var allowed = []exception{
	{"Audience: reads all of", "FROM subscriptions", "who approves an update is told how many will get it, each counted"},
	{"ApproveUpdate: reads all of", "FROM subscriptions", "each subscriber gets a row, once for an update"},
	{"CountFigures:", "WITH filed AS", "a quarter is counted once, when it is over"},
	{"Commit: looks through rows of river_job", "args->>$2 = ANY($3)", "jobs of one kind that ended within the hour, at FORGET ME alone"},
	{"QueueSpread: looks through rows of river_job", "kind = $3", "jobs of one kind that ended within the hour"},
	{"NewestPublished: looks through rows of update_thumbs", "", perMinute},
	{"LatestPublished: looks through rows of update_thumbs", "", perMinute},
	{"PublishedByWish: looks through rows of update_thumbs", "", perMinute},
}

const perMinute = "the thumbs of an update are counted; the public page asks once a minute"

// cold are use cases that aren't driven here, by why their speed doesn't grow
// with reports or residents, or why it may.
var cold = map[string]string{
	"people and desks: a few hundred rows": `Sessions OwnApp NewRecoveries AwayOf SetAway Officers AddOfficer RemoveOfficer ResetApp Invite Bind AddPerson ChangePerson
		RegisterAddress RemoveAddress InvitePerson ResetPerson DisconnectPerson RemovePerson Desks AddDesk RemoveDesk InviteDesk Link People Person
		Colleagues EndSessions Identify UpdateBell Bell HookBell`,
	"signing in: rows that live for minutes":                       `AskCode TryCode App TryApp TryRecovery KeepState TakeState`,
	"hooks and keys: a handful for each agency":                    `APIKeys AddKey RevokeKey AddHook ChangeHook SwitchHook RotateHook RemoveHook Hooks TestHook SendAgain`,
	"an operator's, once in a while: they go through all there is": `Forgotten ForgetAgain Newest SealedBy Rotate TryKeys MoveDesk`,
	"no statement on tables":                                       `Close Pool Check PollLock Listen ListenHooks Fact SetFact FirstFact`,
	"of tests":                                                     `SealText OpenText OpenFile PutDesk WorkAsDesk Note`,
	"PeekCopy reads what UseCopy does":                             `PeekCopy`,
	"what is read of a comment is what OpenComment reads":          `ReadComment`,
	"a plan update's own rows":                                     `PlanUpdate ChangeUpdate SetPicture Picture DecideUpdate`,
}

// driver drives use cases on a filled record whose statements are watched.
type driver struct {
	*rig
	w         *town
	desk      bot.Desk
	mia, lena bot.Actor
	all       bot.Actor
}

func (d *driver) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Error(err)
	}
}

// does is must for calls whose answer isn't looked at.
func (d *driver) does(answer ...any) {
	d.t.Helper()
	if err, failed := answer[len(answer)-1].(error); failed {
		d.t.Error(err)
	}
}

// Whatever is done all the time reads by an index, in a record of years: what
// residents send and are sent, what officers look at and do, what goes out to
// many, and what looks every second or hour whether something is due.
func TestTheHotPathReadsByIndex(t *testing.T) {
	d, p := drive(t, 20_000, 4_000)
	for _, part := range []func(){
		d.residents, d.desks, d.inbox, d.cases, d.comments, d.watching, d.deadlines, d.broadcast, d.public, d.systems, d.texts, d.purge, d.forget,
	} {
		part()
	}
	t.Logf("%d statements of %d use cases", len(p.seen), len(p.methods))
	p.complain(t, allowed)
	reasons := map[string]string{}
	for why, names := range cold {
		for _, name := range strings.Fields(names) {
			reasons[name] = why
		}
	}
	store := reflect.TypeFor[*postgres.Store]()
	for m := range store.Methods() {
		switch {
		case p.methods[m.Name] && reasons[m.Name] != "" && m.Name != "PutDesk":
			delete(reasons, m.Name) // driven on the way
		case !p.methods[m.Name] && reasons[m.Name] == "":
			t.Errorf("%s is not driven here, and nothing says why not", m.Name)
		}
	}
	for name := range reasons {
		if _, found := store.MethodByName(name); !found {
			t.Errorf("%s is no use case of the store", name)
		}
	}
}

// The watcher finds what has no index, so that a test that it passes says
// something.
func TestStatementsWithoutAnIndexAreFound(t *testing.T) {
	d, p := drive(t, 4_000, 1_000)
	d.w.owner(
		`DROP INDEX entries_report`, `DROP INDEX deliveries_report`, `DROP INDEX reports_contact`,
		`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM count(*) FROM notices WHERE agency = NEW.ward; RETURN NULL; END $$`,
		`CREATE TRIGGER slow AFTER UPDATE OF urgent ON reports FOR EACH ROW EXECUTE FUNCTION slow()`,
	)
	report := d.w.newest()
	d.does(d.Open(t.Context(), d.all, report, "page"))
	d.does(d.Cards(t.Context(), report))
	d.done(d.MarkUrgent(t.Context(), action(d.all), report, true, "x"))
	var found []string
	for one := range p.found {
		found = append(found, one[0])
	}
	for _, want := range []string{"Open: reads all of entries", "Cards: reads all of deliveries", "MarkUrgent: a trigger, function or key reads all of notices"} {
		if !slices.Contains(found, want) {
			t.Errorf("not found: %s; only %q", want, found)
		}
	}
}

func drive(t *testing.T, reports, subscribers int) (*driver, *plans) {
	t.Helper()
	w := grown(t, reports, subscribers)
	moving := &clock{at: noon}
	w.config.Now = moving.now
	store, p := watched(t, w.config)
	r := &rig{Store: store, t: t, clock: moving, config: w.config}
	d := &driver{rig: r, w: w}
	desk, err := w.DeskAt(t.Context(), channel.Address{Channel: channel.Telegram, ID: "-9000"})
	if err != nil {
		t.Fatal(err)
	}
	for n, agency := range w.config.Plan.Agencies {
		if agency.ID == "neighbourhood-services" {
			desk, err = w.DeskAt(t.Context(), channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(-9000 - n)})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	d.desk, d.mia, d.lena = desk, d.officer("Mia", desk.Agency, true), d.lead("Lena", desk.Agency)
	d.all = w.coordinator()
	return d, p
}

// residents are what a conversation has the record do.
func (d *driver) residents() {
	ctx := d.t.Context()
	d.does(d.Resident(ctx, ana))
	sub := submission(6)
	sub.Photos = []flows.Photo{{Channel: "telegram", File: "photo"}}
	d.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: sub.ID, Text: "token"})
	_, _, err := d.Upload(ctx, "token")
	d.must(errors.Join(err, d.AddUpload(ctx, "token", uuid.NewString(), picture)))
	sub.Uploads = true
	report := d.commit(ana, filing(sub))[0].Report
	plain := pending(filing(submission(6)))
	for range 2 { // it comes again
		d.does(d.Commit(ctx, ana, plain))
	}
	photo := d.strings(`SELECT id::text FROM files WHERE report_id = $1 AND state = 'waiting'`, report.ID)[0]
	d.does(d.WaitingPhoto(ctx, photo))
	d.must(d.StorePhoto(ctx, photo, &picture))
	d.does(d.Photo(ctx, d.mia, photo))
	notice := d.reply(report.ID, "Where?")
	d.does(d.Notice(ctx, notice))
	d.must(d.NoticeDone(ctx, notice, bot.NoticeTold, ""))
	d.does(d.Resident(ctx, ana))
	d.setPIN("1234")
	d.open(ben, report.Reference, "1234")
	d.done(d.Take(ctx, action(d.mia), report.ID))
	d.done(d.Resolve(ctx, action(d.mia), report.ID, bot.OutcomeDone, "done"))
	d.commit(ana, flows.Effect{Kind: flows.Rate, Target: report.ID, Value: 4, Text: "good"})
	d.commit(ana, flows.Effect{Kind: flows.Reopen, Target: report.ID, Text: "it is not over"})
	d.commit(ana, asking(true, 6))
	for _, effect := range []flows.Effect{
		{Kind: flows.AnswerDesk, Target: report.ID, Text: "More"},
		{Kind: flows.ReadNotices, Targets: []string{notice}},
		{Kind: flows.AddTo, Target: report.ID, Text: "And more"},
		{Kind: flows.OpenReport, Target: report.Reference},
		{Kind: flows.ListReports},
		{Kind: flows.TryPIN, Text: "1234", Target: "list"},
		{Kind: flows.SetLanguage, Text: "pl"},
		{Kind: flows.NoteAsked},
		{Kind: flows.ReadProgress, Updates: &flows.Subscription{Themes: []int{6, 3}}},
		thumbing(d.newestUpdate(), flows.ThumbUp),
		commenting(6, "lamps"),
		{Kind: flows.OfferPulse},
		pulsing(4, "safer"),
		{Kind: flows.StopAll},
		{Kind: flows.StartAgain},
		{Kind: flows.EndUpdates},
		{Kind: flows.CopyData, Text: "copy"},
		{Kind: flows.Withdraw, Target: report.ID},
	} {
		d.commit(ana, effect)
	}
	d.does(d.UseCopy(ctx, "copy"))
	d.must(errors.Join(d.Unreachable(ctx, ana), d.Reachable(ctx, ana), d.SetAside(ctx, "SM1", channel.SMS, []byte(`{}`), "panic")))
}

func (d *driver) newestUpdate() string {
	return d.strings(`SELECT id::text FROM plan_updates WHERE state = 'published' ORDER BY decided_at DESC LIMIT 1`)[0]
}

// desks are what brings reports and comments to agencies' chats.
func (d *driver) desks() {
	ctx := d.t.Context()
	report := d.file(keenOne(1), 6)
	id := d.deliveries()[len(d.deliveries())-1]
	delivery, err := d.Delivery(ctx, id)
	d.must(err)
	d.does(d.Card(ctx, delivery))
	d.must(d.Delivered(ctx, id, d.desk.Address, "70", 1))
	d.does(d.Cards(ctx, report.ID))
	_, _ = d.OfficerAt(ctx, ana) // it is nobody's
	d.does(d.DeskAt(ctx, d.desk.Address))
	chat := d.desk.Address
	d.does(d.Deliveries(ctx, []int64{id}))
	cards, err := d.ReadCards(ctx, []bot.Delivery{delivery})
	d.must(err)
	d.must(errors.Join(d.CardsDelivered(ctx, []bot.SentCard{sentCard(cards[0], bot.DueCard{Delivery: id, Job: 1}, "72")}), d.DropJob(ctx, 1)))
	m := bot.DeskMessage{Chat: chat, Message: "71", Report: report.ID, Agency: d.desk.Agency, Purpose: "view", Shows: true}
	d.must(d.Remember(ctx, m))
	d.does(d.About(ctx, chat, "71"))
	d.does(d.Views(ctx, report.ID))
	d.must(errors.Join(d.ForgetView(ctx, chat, "71"), d.DeliveryFailed(ctx, id, "failed", "blocked")))
	d.must(errors.Join(d.DeskReached(ctx, chat, false), d.DeskReached(ctx, chat, true)))
	mail := bot.Desk{ID: uuid.NewString(), Agency: d.desk.Agency, Label: "Duty", Address: channel.Address{Channel: channel.Email, ID: "duty@example.org"}}
	d.must(d.PutDesk(ctx, mail))
	report = d.file(keenOne(2), 6)
	d.must(d.CreateLink(ctx, bot.Link{Desk: mail.ID, Target: bot.Target{Report: report.ID}}, "secret", time.Hour))
	d.must(d.PeekLink(ctx, "secret"))
	_, _, err = d.UseLink(ctx, "secret", "session", time.Hour)
	d.must(err)
	_, _, err = d.LinkSession(ctx, "session")
	d.must(err)
	d.does(d.ClaimMail(ctx, mail.ID, time.Minute))
	_, _, err = d.Mailbag(ctx, mail.ID)
	d.must(errors.Join(err, d.ReleaseMail(ctx, mail.ID)))
}

// inbox is what officers look at.
func (d *driver) inbox() {
	ctx := d.t.Context()
	for _, l := range d.w.lists() {
		d.does(d.Inbox(ctx, l.by, l.filter))
	}
	d.does(d.Waiting(ctx, d.w.member(d.desk.Agency, 1, false)))
	d.does(d.Search(ctx, d.all, bot.InboxSearch{Filter: bot.InboxFilter{View: bot.InboxAll}, Words: []string{"sofas"}, Within: time.Minute}))
	d.does(d.Find(ctx, d.all, "LUT-700"))
	report := d.w.newest()
	d.does(d.Open(ctx, d.all, report, "page"))
	d.does(d.Glance(ctx, d.all, report))
	d.must(d.OpenSession(ctx, "token", d.mia.Officer, "dev", time.Hour))
	d.does(d.Session(ctx, "token", time.Hour))
	_, _, err := d.PeekSession(ctx, "token", time.Hour)
	d.must(errors.Join(err, d.EndSession(ctx, "token")))
}

// cases are what officers do.
func (d *driver) cases() {
	ctx := d.t.Context()
	report, other := d.file(keenOne(3), 6), d.file(keenOne(4), 6)
	a := func() bot.Action { return action(d.mia) }
	d.does(d.Takers(ctx, d.mia, report.ID))
	d.done(d.Take(ctx, a(), report.ID))
	d.done(d.Hand(ctx, a(), report.ID, d.lena.Officer))
	d.done(d.MarkUrgent(ctx, a(), report.ID, true, "knives"))
	d.done(d.AddReply(ctx, a(), report.ID, "When?"))
	d.done(d.AddNote(ctx, a(), report.ID, "a note"))
	draft, err := d.SaveDraft(ctx, a(), report.ID, "soon")
	d.must(err)
	_, _, err = d.Draft(ctx, d.mia, draft)
	d.must(errors.Join(err, d.DiscardDraft(ctx, d.mia, draft)))
	d.does(d.Candidates(ctx, d.mia, report.ID))
	d.done(d.LinkReports(ctx, a(), report.ID, []string{other.ID}, bot.LinkSame))
	incident, err := d.IncidentOf(ctx, d.mia, report.ID)
	d.must(err)
	d.does(d.Incident(ctx, d.mia, incident.ID))
	d.done(d.UnlinkReport(ctx, a(), other.ID))
	d.does(d.RevealDeciders(ctx, d.mia, report.ID))
	asked := d.asked(d.mia, report.ID)
	d.does(d.Reveals(ctx, d.lena))
	d.does(d.RevealsOpen(ctx, d.lena))
	d.does(d.Reveal(ctx, d.lena, asked.ID))
	d.done(d.DecideReveal(ctx, action(d.lena), asked.ID, true, "yes"))
	_, _, err = d.ShowReveal(ctx, d.mia, asked.ID)
	d.must(err)
	d.done(d.Resolve(ctx, a(), report.ID, bot.OutcomeDone, "done"))
	d.done(d.Reopen(ctx, a(), report.ID, "again"))
	d.done(d.Reroute(ctx, a(), report.ID, 0, "probation", "theirs"))
}

func (d *driver) comments() {
	ctx := d.t.Context()
	effect := commenting(6, "lamps please")
	d.commit(keenOne(5), effect)
	comment := effect.Comment.ID
	for _, filter := range []bot.CommentFilter{{}, {Themes: []int{6}}, {Update: d.newestUpdate()}, {Unanswered: true}} {
		_, err := d.Comments(ctx, d.mia, filter, bot.ListKey{}, 20)
		if err != nil {
			d.t.Errorf("%+v: %v", filter, err)
		}
	}
	d.does(d.CommentThread(ctx, d.mia, comment))
	d.does(d.GlanceComment(ctx, d.mia, comment))
	d.does(d.OpenComment(ctx, d.mia, comment))
	draft, err := d.SaveAnswer(ctx, action(d.mia), comment, "soon")
	d.must(err)
	_, _, err = d.SavedAnswer(ctx, d.mia, draft)
	d.must(err)
	d.does(d.AddAnswer(ctx, action(d.mia), comment, "On Friday"))
	id := d.commentDeliveries()[len(d.commentDeliveries())-1]
	delivery, err := d.CommentDelivery(ctx, id)
	d.must(err)
	d.does(d.CommentCard(ctx, delivery))
	d.must(d.CommentDelivered(ctx, id, delivery.Desk.Address, "72"))
	d.does(d.CommentCards(ctx, comment))
	d.does(d.CommentViews(ctx, comment))
	d.must(d.CommentFailed(ctx, id, "failed", "blocked"))
	notice := d.answerID()
	d.does(d.Notice(ctx, notice))
	d.must(d.NoticeDone(ctx, notice, bot.NoticeTold, ""))
}

// watching is what is read of how it goes.
func (d *driver) watching() {
	ctx := d.t.Context()
	for _, filter := range []bot.AuditFilter{
		{},
		{After: bot.AuditPlace{At: noon.AddDate(0, -3, 0), ID: 1 << 40}},
		{Officer: d.w.member(d.desk.Agency, 1, true).Officer},
		{Agency: "probation"},
		{Action: bot.AuditRead},
		{Reference: "LUT-900"},
		{To: noon.AddDate(0, -3, 0)},
	} {
		d.does(d.Audit(ctx, filter))
	}
	d.must(d.NoteAudit(ctx, d.all, "audit", nil, time.Hour))
	year, now := noon.AddDate(-2, 0, 0), d.clock.now()
	d.does(d.WeekSums(ctx, d.all, bot.AllAgencies, year, now))
	d.does(d.WeekSums(ctx, d.mia, d.mia.Agency, year, now))
	d.does(d.FigureCounts(ctx, d.all, bot.AllAgencies, year, now))
	d.does(d.UpdateFigures(ctx, d.lena, d.newestUpdate()))
	d.does(d.ThemeFigures(ctx, d.all, 6, noon.AddDate(0, -6, 0)))
	d.must(d.CountFigures(ctx))
	d.does(d.Backlog(ctx))
}

func (d *driver) deadlines() {
	ctx := d.t.Context()
	d.file(keenOne(6), 6)
	const weeks = 41 * 24 * time.Hour // until a Monday
	d.clock.add(weeks)
	d.does(d.KeepDeadlines(ctx, 50))
	_, _, err := d.PassDeadlines(ctx, 50)
	d.must(err)
	whom := d.strings(`SELECT coalesce(desk_id, officer_id)::text FROM reminders WHERE state = 'waiting' ORDER BY desk_id LIMIT 1`)
	if len(whom) == 0 {
		d.t.Error("nobody is to be reminded")
		return
	}
	for _, sent := range []bool{false, true} {
		held, err := d.Reminders(ctx, bot.RemindJob{Desk: whom[0]})
		d.must(err)
		if sent {
			d.must(d.Reminded(ctx, held.List, true))
		} else {
			d.must(d.NotReminded(ctx, held.List))
		}
	}
	d.clock.add(-weeks)
}

// broadcast is what brings an update to many.
func (d *driver) broadcast() {
	ctx := d.t.Context()
	d.does(d.Audience(ctx, 6))
	d.does(d.PlanUpdates(ctx, d.lena, nil, bot.ListKey{}, 20))
	update := d.published("forty tonnes")
	d.does(d.PauseUpdate(ctx, d.lena, update.ID))
	d.does(d.ResumeUpdate(ctx, d.lena, update.ID, monday))
	for _, network := range []string{channel.Telegram, channel.Telegram, channel.Telegram} {
		parcel, err := storagetest.ClaimParcel(ctx, d.Store, network)
		d.must(err)
		d.must(d.ParcelsDone(ctx, bot.ParcelEnd{Parcel: parcel, State: bot.DeliverySent}))
	}
	d.clock.add(7 * 24 * time.Hour) // a digest is due
	parcel, err := storagetest.ClaimParcel(ctx, d.Store, channel.Telegram)
	d.must(err)
	d.must(d.ReleaseParcels(ctx, parcel))
	d.clock.add(-7 * 24 * time.Hour)
	d.does(d.LoseClaims(ctx, noon))
	d.must(d.QueueSpread(ctx))
	d.does(d.TakeNetwork(ctx, channel.SMS, time.Second, time.Second))
	d.must(d.LeaveNetwork(ctx, channel.SMS))
	d.must(d.HoldPace(ctx, channel.SMS, time.Millisecond))
	d.does(d.UpdateOutcomes(ctx, update.ID))
	d.does(d.Progress(ctx, 6))
	_, _ = d.PictureToSend(ctx, update.ID) // it has none
	d.does(d.CancelUpdate(ctx, d.lena, update.ID))
}

func (d *driver) public() {
	ctx := d.t.Context()
	d.does(d.NewestPublished(ctx, "en", []int{1, 2, 6}))
	d.does(d.PublishedByWish(ctx, "en", 3, 2))
	d.does(d.PublishedOn(ctx, "en", 6, bot.ListKey{}, 20))
	d.does(d.PublishedAnswers(ctx, "en", []string{d.newestUpdate()}, 20))
	d.does(d.LatestPublished(ctx, "en", 20))
	_, _ = d.PublishedPicture(ctx, d.newestUpdate()) // it has none
	d.does(d.ReportsByMonth(ctx, noon.AddDate(0, -2, 0), noon))
	d.does(d.PulsesByMonth(ctx, noon.AddDate(0, -2, 0), noon))
}

// systems are what agencies' own systems ask and are told.
func (d *driver) systems() {
	ctx := d.t.Context()
	lena := bot.Officer{ID: d.lena.Officer, Name: "Lena", Agency: d.lena.Agency, Role: bot.RoleLead, Active: true}
	key := d.apiKey(lena, "token-1", func(k *bot.APIKey) { k.Words, k.Creates = true, true })
	_, _, err := d.APIKey(ctx, "token-1", "192.0.2.1")
	d.must(err)
	d.does(d.ServiceRequests(ctx, key, everything()))
	filter := everything()
	filter.References = []string{"LUT-100", "LUT-101"}
	d.does(d.ServiceRequests(ctx, key, filter))
	d.does(d.KeepFiling(ctx, key, "a form", time.Minute))
	call, err := d.ClaimHook(ctx, time.Minute)
	d.must(err)
	d.must(d.HookTried(ctx, call, bot.HookResult{State: "sent", Status: 200}))
	_, _, err = d.Hook(ctx, d.hookOwner(call.Hook), call.Hook)
	d.must(err)
}

func (d *driver) hookOwner(string) bot.Officer {
	return bot.Officer{ID: d.lena.Officer, Name: "Lena", Agency: d.lena.Agency, Role: bot.RoleLead, Active: true}
}

// texts are what officers do by text message.
func (d *driver) texts() {
	ctx := d.t.Context()
	report := d.file(keenOne(7), 6)
	d.does(d.Numbers(ctx))
	_, _ = d.NumberAt(ctx, ana) // it is nobody's
	d.must(errors.Join(d.WriteAsResident(ctx, number("01"), noon.Add(time.Hour)), d.HearText(ctx, "SM7", number("01"), report.ID)))
	d.does(d.TextAbout(ctx, "SM7"))
	d.does(d.SpokenOf(ctx, d.mia, number("01"), noon.Add(-time.Hour)))
}

// purge is what is done every hour: when nothing is due, and when a day's share is.
func (d *driver) purge() {
	ctx := d.t.Context()
	for _, later := range []time.Duration{0, 0, 24 * time.Hour} {
		d.must(d.Purge(ctx, noon.Add(later)))
	}
}

func (d *driver) forget() {
	sub := submission(6)
	sub.Reference = strings.ToUpper(sub.Reference) // as real ones are
	d.commit(keenOne(8), filing(sub))
	d.does(d.Writer(d.t.Context(), sub.Reference))
	d.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	d.commit(keenOne(3), flows.Effect{Kind: flows.ForgetMe})
}
