import type {ImageKind} from '../admin_console/admin_client';
import type {NameProblem} from '../admin_console/names';
import {freeName, nameProblem} from '../admin_console/names';

export const MAX_BRANDS = 50;

/** A colour as Whereby takes it. */
const COLOUR = /^#[0-9a-f]{6}$/i;

/** Words that stand for something else where a template names its brand. */
const RESERVED = ['none'];

/** The colours of a brand. */
export const COLOURS = ['primary', 'secondary', 'focus'] as const;
export type Colour = typeof COLOURS[number];

/** A brand as the settings hold it. Empty colours and images are the organization's own. */
export interface Brand extends Partial<Record<Colour | ImageKind, string>> {
    name: string;

    /** Whether it is that of calls whose template names none. */
    default?: boolean;
}

/** What is wrong with a brand, by its fields. */
export interface BrandProblems extends Partial<Record<Colour, true>> {
    name?: NameProblem;
}

/** Looks at one of the brands. */
export function problemsOf(brand: Brand, brands: Brand[]): BrandProblems {
    const bad = (colour: Colour) => (brand[colour] && !isColour(brand[colour]) ? true : undefined);
    return {
        name: nameProblem(brand.name, brands.map(({name}) => name), RESERVED),
        primary: bad('primary'),
        secondary: bad('secondary'),
        focus: bad('focus'),
    };
}

/** Whether something is wrong with a brand. */
export function isBad(brand: Brand, brands: Brand[]): boolean {
    return Object.values(problemsOf(brand, brands)).some((problem) => problem !== undefined);
}

export function isColour(text: string | undefined): text is string {
    return text !== undefined && COLOUR.test(text);
}

/** A brand to begin with; the first one is the default. */
export function newBrand(brands: Brand[]): Brand {
    return {name: freeName('brand', brands.map(({name}) => name)), default: brands.length === 0};
}

/** The same under a free name. */
export function copyOf(brand: Brand, brands: Brand[]): Brand {
    return {...brand, name: freeName(brand.name || 'brand', brands.map(({name}) => name)), default: false};
}

/** The brands with one default at most: the one at the index wins. */
export function oneDefault(brands: Brand[], index: number): Brand[] {
    return brands[index]?.default ? brands.map((brand, at) => (at === index || !brand.default ? brand : {...brand, default: false})) : brands;
}

/** Black or white, whichever is easier to read on a colour. */
export function textOn(colour: string): string {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return (0.2126 * red) + (0.7152 * green) + (0.0722 * blue) > 0.36 ? '#000' : '#fff';
}
