/**
 * The token without which Mattermost hands a request with a session cookie on
 * as if nobody were logged in. GET needs none.
 */
export function csrfToken(): string {
    return /(?:^|;\s*)MMCSRF=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}
