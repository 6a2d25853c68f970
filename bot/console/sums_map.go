package console

import (
	"fmt"
	"math"
	"slices"

	"yousaid/bot"
)

// Area is where an area lies, roughly.
type Area struct {
	Name  string
	Rings [][][2]float64 // outlines, each closed by itself, of latitudes and longitudes
	Label [2]float64     // a position inside
}

// mapWidth is that of the map, in units of its own.
const mapWidth = 720.0

// mapShades is in how many steps a map shows more and less, beside what is hidden.
const mapShades = 4

// areaMap is a map of the areas: hatched the denser the more reports there were,
// with the numbers of the table's rows.
type areaMap struct {
	Height float64
	Areas  []mapArea
	Legend []mapShade
}

type mapArea struct {
	Path  string
	Shade int // 0: hidden
	Key   int
	X, Y  float64 // of the key
	Title string
}

type mapShade struct {
	Shade int
	Words string
}

// areaKey is an area's number on the map; 0 where it isn't on it.
func (c *Console) areaKey(name string) int {
	return slices.IndexFunc(c.Areas, func(a Area) bool { return a.Name == name }) + 1
}

// areaMap draws the areas of a table; nil where nobody knows where they lie.
func (c *Console) areaMap(table *figureTable, few string) *areaMap {
	if len(c.Areas) == 0 {
		return nil
	}
	rows := map[int]figureRow{}
	largest := 0
	for _, row := range table.Rows {
		if row.Key > 0 {
			rows[row.Key] = row
			largest = max(largest, row.Count)
		}
	}
	step, least := shadeStep(largest)
	place, height := c.projection()
	drawn := &areaMap{Height: height, Legend: legend(largest, step, least, few)}
	for i, area := range c.Areas {
		row := rows[i+1]
		one := mapArea{Key: i + 1, Title: area.Name + ": " + few}
		if row.Count > 0 {
			one.Shade = min((row.Count-least)/step+1, mapShades)
			one.Title = fmt.Sprintf("%s: %s", area.Name, row.Shown())
		}
		for _, ring := range area.Rings {
			points := make([][2]float64, len(ring))
			for j, at := range ring {
				points[j][0], points[j][1] = place(at)
			}
			one.Path += path(points)
		}
		one.X, one.Y = place(area.Label)
		drawn.Areas = append(drawn.Areas, one)
	}
	return drawn
}

// shadeStep is how many counts have one shade, and with which they begin.
func shadeStep(largest int) (step, least int) {
	least = bot.FewestShown
	return max(1, int(math.Ceil(float64(largest-least+1)/mapShades))), least
}

// legend says what the shades mean.
func legend(largest, step, least int, few string) []mapShade {
	list := []mapShade{{0, few}}
	for shade := 1; shade <= mapShades; shade++ {
		from := least + (shade-1)*step
		if from > largest {
			break
		}
		to := min(from+step-1, largest)
		words := thousands(from) + " to " + thousands(to)
		if from == to {
			words = thousands(from)
		}
		list = append(list, mapShade{shade, words})
	}
	return list
}

// projection places positions on the map. A degree of longitude is shorter than
// one of latitude, by the cosine of where it is.
func (c *Console) projection() (place func([2]float64) (x, y float64), height float64) {
	south, west, north, east := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, area := range c.Areas {
		for _, ring := range area.Rings {
			for _, at := range ring {
				south, north = min(south, at[0]), max(north, at[0])
				west, east = min(west, at[1]), max(east, at[1])
			}
		}
	}
	const margin = 4.0
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := (mapWidth - 2*margin) / ((east - west) * narrow)
	height = math.Ceil((north-south)*scale + 2*margin)
	return func(at [2]float64) (x, y float64) {
		return margin + (at[1]-west)*narrow*scale, margin + (north-at[0])*scale
	}, height
}
