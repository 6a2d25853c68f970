package gsm7_test

import (
	"testing"

	"yousaid/bot/channel/gsm7"
)

func BenchmarkParts(b *testing.B) {
	for name, text := range map[string]string{
		"latin": "Thank you. Your reference is LUT-7K3M-4QX. It is with Luton Council Neighbourhood Services. An officer will read it. We text you any question or news. £5 [or] less.",
		"urdu":  "شکریہ۔ آپ کا حوالہ LUT-7K3M-4QX ہے۔ یہ لوٹن کونسل کے پاس ہے۔ ایک افسر اسے پڑھے گا۔ ہم آپ کو کسی بھی سوال یا خبر کا پیغام بھیجیں گے۔",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				gsm7.Parts(text)
			}
		})
	}
}
