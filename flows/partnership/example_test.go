package partnership_test

import (
	"fmt"

	"yousaid/flows/partnership"
)

func ExamplePlan_Leads() {
	plan := partnership.Luton()
	for _, number := range []int{1, 6, partnership.NoTheme} {
		for _, agency := range plan.Leads(number) {
			fmt.Printf("%d: %s (%s)\n", number, agency.Name, plan.Degree(number))
		}
	}
	// Output:
	// 1: Bedfordshire Police (neutral)
	// 1: Luton Council (neutral)
	// 6: Luton Council Neighbourhood Services (open)
	// 0: Luton Community Safety Partnership team (neutral)
}
