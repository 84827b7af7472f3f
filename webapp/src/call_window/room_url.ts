/** Whether Whereby's own web component takes the link: it knows no rooms elsewhere. */
export function isWherebyRoom(url: string): boolean {
    const {protocol, hostname} = new URL(url);
    return protocol === 'https:' && /^[^.]+\.whereby\.com$/.test(hostname);
}

/** The link with what Whereby's web component adds, without which a room tells the page around it nothing. */
export function embedded(url: string): string {
    const room = new URL(url);
    const [subdomain = ''] = room.hostname.split('.');
    const added = {jsApi: 'true', we: '1', iframeSource: subdomain};
    for (const [name, value] of Object.entries(added)) {
        if (!room.searchParams.has(name)) {
            room.searchParams.set(name, value);
        }
    }
    return room.href;
}
