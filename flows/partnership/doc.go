// Package partnership is the partnership as data: themes, lead agencies,
// priorities, what residents said, helplines; luton.yaml embedded, another
// file by setting.
//
// A message meets it all along its way: triage and the flows name themes and
// places from it, the engine asks it how guarded a theme is before saying
// anything, filing asks it which agencies lead, help asks it for numbers, and
// the first letters of every reference are its own.
//
// It also says when agencies work and how long they may take ([Plan.WorkingTime],
// [Plan.Limits]): what is due of them follows from that (bot.Deadlines).
//
// What residents read of a plan in other languages stands in files beside it
// ([Translation]); they change nothing of what the plan does.
//
// What always holds:
//   - a [Plan] that [Load] returned has no gap: every theme has a known lead
//     and a degree, and every kind of need has a helpline that was checked;
//   - a question it can't answer gets the safe answer: a theme it doesn't know
//     is guarded and goes to the partnership's own team, and a number that
//     nobody has checked is not given to a resident;
//   - it shares nothing: each Load and each [Luton] returns a value of its own,
//     and what the methods return is a copy.
//
// Whoever builds a Plan passes the pointer around and nobody writes to it.
package partnership
