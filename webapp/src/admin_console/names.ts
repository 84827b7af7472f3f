/** What the name of a template or brand may be, as it is typed in a command. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** What is wrong with a name. */
export type NameProblem = 'missing' | 'characters' | 'taken' | 'reserved';

/** Looks at one of the names of a list. */
export function nameProblem(name: string, names: string[], reserved: string[] = []): NameProblem | undefined {
    if (name === '') {
        return 'missing';
    }
    if (!NAME.test(name)) {
        return 'characters';
    }
    if (reserved.includes(name)) {
        return 'reserved';
    }
    return names.filter((other) => other === name).length > 1 ? 'taken' : undefined;
}

/** A name that none of the others has: the given one, with a number where needed. */
export function freeName(wanted: string, names: string[]): string {
    const base = wanted.replace(/-\d+$/, '').slice(0, 28);
    for (let number = 1; ; number++) {
        const name = number === 1 ? base : `${base}-${number}`;
        if (!names.includes(name)) {
            return name;
        }
    }
}
