package postgres

import (
	"strconv"
	"strings"
)

// conditions gathers what a list asks for, with its arguments.
type conditions struct {
	where []string
	args  []any
}

// add takes a condition in which ? stands for its argument.
func (c *conditions) add(condition string, arg any) {
	c.args = append(c.args, arg)
	c.where = append(c.where, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(c.args))))
}
