/**
 * Which of the translations a reader gets: that of the locale, else of its
 * language without a region (de for de-AT), else the only one of the language
 * if no region was asked for (pt-BR for pt). Undefined is English.
 */
export function catalogueFor(locale: string, available: string[]): string | undefined {
    const [language] = locale.split('-');
    const exact = available.find((name) => name === locale) ?? available.find((name) => name === language);
    const [only, ...others] = available.filter((name) => name.startsWith(`${locale}-`));
    return exact ?? (others.length === 0 ? only : undefined);
}
