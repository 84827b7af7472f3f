/** Loads a module that was built on its own. Apart from the rest for the sake of tests, which have no built ones. */
export function importModule(url: string): Promise<unknown> {
    return import(url);
}
