package i18n

import (
	"github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/config"
)

// What is wrong with an image or a brand.
var (
	ErrNoImage       = &i18n.Message{ID: "error.no_image", Other: "There is no such image. Upload it again."}
	ImageNotPNG      = &i18n.Message{ID: "image.not_png", Other: "This is not a PNG image. Save it as PNG and upload it again."}
	ImageCutOff      = &i18n.Message{ID: "image.cut_off", Other: "The file is damaged or incomplete. Save the image as PNG again and upload it."}
	ImageTooLarge    = &i18n.Message{ID: "image.too_large", Other: "The file is larger than {{.Limit}} kB, which is the most that Whereby takes. Make the image smaller, or use fewer colors."}
	LogoTooNarrow    = &i18n.Message{ID: "image.logo_too_narrow", Other: "The logo is too narrow. It needs a width of at least {{.Limit}} pixels."}
	BackgroundNarrow = &i18n.Message{ID: "image.background_too_narrow", Other: "The background is too narrow. It needs a width of at least {{.Limit}} pixels."}
	ImageTooBig      = &i18n.Message{ID: "image.too_big", Other: "The image has too many pixels. It may be {{.Limit}} pixels wide and high at most."}

	ProblemBrand        = &i18n.Message{ID: "problem.brand", Other: "Brand “{{.Name}}”: its name needs small letters a–z, digits and hyphens, 32 at most, and cannot be “none”. Colors look like #1A2B3C, and images have to be uploaded here."}
	ProblemBrandTwice   = &i18n.Message{ID: "problem.brand_twice", Other: "Brands: there are two called “{{.Name}}”."}
	ProblemBrands       = &i18n.Message{ID: "problem.brands", Other: "Brands: {{.Limit}} at most."}
	ProblemBrandDefault = &i18n.Message{ID: "problem.brand_default", Other: "Brands: only one of them can be the default."}
)

// badImage says why an image cannot be used, by package brand's reason.
func (w Words) badImage(reason string) string {
	switch reason {
	case brand.CutOff:
		return w.Say(ImageCutOff, nil)
	case brand.TooLarge:
		return w.Say(ImageTooLarge, Data{"Limit": brand.MaxSize / 1000})
	case brand.LogoTooNarrow:
		return w.Say(LogoTooNarrow, Data{"Limit": brand.MinLogoWidth})
	case brand.BackgroundTooNarrow:
		return w.Say(BackgroundNarrow, Data{"Limit": brand.MinBackgroundWidth})
	case brand.TooBig:
		return w.Say(ImageTooBig, Data{"Limit": brand.MaxSide})
	default:
		return w.Say(ImageNotPNG, nil)
	}
}

func brandProblem(reason config.Reason) *i18n.Message {
	switch reason {
	case config.ReasonBrandTwice:
		return ProblemBrandTwice
	case config.ReasonBrands:
		return ProblemBrands
	case config.ReasonBrandDefault:
		return ProblemBrandDefault
	default:
		return ProblemBrand
	}
}
