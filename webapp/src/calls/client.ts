import {csrfToken} from '../host/csrf';
import type {Call, CallPage, Invite, MadeInvite, PlanAct, PlanRequest, Ring, Schedule, Settings, Standing, StartRequest} from './types';

/** How long to wait for an answer, in milliseconds; longer than the server gives itself to start a call. */
const TIMEOUT = 30_000;

/** A request that did not succeed. */
export class ApiError extends Error {
    constructor(

        /** `unreachable` when no answer came that the plugin wrote, else the plugin's own code. */
        readonly code: string,

        /** Already in the reader's language; empty when `code` is `unreachable`. */
        message: string,

        /** HTTP status, 0 without any answer. */
        readonly status: number,

        /** The call that runs already, when that is why another was not started. */
        readonly call?: Call,

        /** How many people the channel has, when they are too many to post a call to without asking. */
        readonly members?: number,

        /** What is wrong, by its name in the request, where the server tells. */
        readonly value?: string,
    ) {
        super(message);
        this.name = 'ApiError';
    }
}

/** Whether the failure was explained by the plugin itself. */
export function isExplained(error: unknown): error is ApiError {
    return error instanceof ApiError && error.code !== 'unreachable' && error.message !== '';
}

/** The body is sent as JSON unless it is a file. */
type Request = [method: 'DELETE' | 'GET' | 'PATCH' | 'POST', path: string, body?: object, headers?: Record<string, string>];

/** The plugin's HTTP API. Every method throws an ApiError. */
export class ApiClient {
    /** @param basename the path that Mattermost is served under, without a trailing slash; usually empty. */
    constructor(protected readonly basename: string) {}

    /** The channel's latest calls, newest first. */
    async list(channelId: string): Promise<Call[]> {
        const {calls} = await this.request<{calls: Call[] | null}>('GET', `calls?channel_id=${encodeURIComponent(channelId)}`);
        return calls ?? [];
    }

    /** The channel's calls that are over, newest first: the latest, or those after a page's cursor. */
    past(channelId: string, cursor = ''): Promise<CallPage> {
        return this.request('GET', `calls?channel_id=${encodeURIComponent(channelId)}&state=over${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    }

    /** What this person can do in a channel. */
    standing(channelId: string): Promise<Standing> {
        return this.request('GET', `channels/${encodeURIComponent(channelId)}`);
    }

    get(callId: string): Promise<Call> {
        return this.request('GET', `calls/${encodeURIComponent(callId)}`);
    }

    /** Starts a call; a refusal is explained by the error alone, or also in a post in the channel that only this person sees. */
    start(start: StartRequest, explained: 'here' | 'in_channel'): Promise<Call> {
        return this.request('POST', 'calls', start, explained === 'in_channel' ? {'X-Whereby-Ephemeral': '1'} : undefined);
    }

    /** This person's own link into the call. It may give host rights: hand it to the browser and forget it. */
    async join(callId: string): Promise<string> {
        const {url} = await this.request<{url: string}>('GET', `calls/${encodeURIComponent(callId)}/join`);
        return url;
    }

    /** Ends the call for everyone. */
    end(callId: string): Promise<Call> {
        return this.request('POST', `calls/${encodeURIComponent(callId)}/end`);
    }

    /** Has the call's transcript summed up; the summary comes in the call's thread. */
    async summarise(callId: string): Promise<void> {
        await this.request('POST', `calls/${encodeURIComponent(callId)}/summary`);
    }

    settings(): Promise<Settings> {
        return this.request('GET', 'settings');
    }

    /** Makes a link for somebody from outside, good until that time or else the call's end. */
    invite(callId: string, name: string, expiresAt?: number): Promise<MadeInvite> {
        return this.request('POST', `calls/${encodeURIComponent(callId)}/invites`, {name, expires_at: expiresAt});
    }

    /** The call's invites that still work, newest first. */
    async invites(callId: string): Promise<Invite[]> {
        const {invites} = await this.request<{invites: Invite[] | null}>('GET', `calls/${encodeURIComponent(callId)}/invites`);
        return invites ?? [];
    }

    async revokeInvite(callId: string, inviteId: string): Promise<void> {
        await this.request('DELETE', `calls/${encodeURIComponent(callId)}/invites/${encodeURIComponent(inviteId)}`);
    }

    /** The calls that are planned in a channel, the nearest first. */
    async schedules(channelId: string): Promise<Schedule[]> {
        const {schedules} = await this.request<{schedules: Schedule[] | null}>('GET', `schedules?channel_id=${encodeURIComponent(channelId)}`);
        return schedules ?? [];
    }

    schedule(id: string): Promise<Schedule> {
        return this.request('GET', `schedules/${encodeURIComponent(id)}`);
    }

    plan(request: PlanRequest): Promise<Schedule> {
        return this.request('POST', 'schedules', request);
    }

    /** Changes what is given. */
    editPlan(id: string, changes: Partial<PlanRequest>): Promise<Schedule> {
        return this.request('PATCH', `schedules/${encodeURIComponent(id)}`, changes);
    }

    changePlan(id: string, act: PlanAct): Promise<Schedule> {
        const path = `schedules/${encodeURIComponent(id)}`;
        return act === 'cancel' ? this.request('DELETE', path) : this.request('POST', `${path}/${act}`);
    }

    /** Who is calling this person, and which calls were missed lately. */
    async rings(): Promise<Ring[]> {
        const {rings} = await this.request<{rings: Ring[] | null}>('GET', 'rings');
        return rings ?? [];
    }

    /** Stops the ringing for a call, or the notice of a missed one, on all of this person's devices. */
    async decline(callId: string): Promise<void> {
        await this.request('POST', `calls/${encodeURIComponent(callId)}/decline`);
    }

    protected async request<T>(...request: Request): Promise<T> {
        return await decoded(await this.send(...request)) as T;
    }

    /** The answer as it comes, unless it is a refusal. */
    protected async send(...[method, path, body, headers]: Request): Promise<Response> {
        let response: Response;
        try {
            response = await fetch(`${this.basename}/plugins/whereby/api/v1/${path}`, {
                method,
                headers: {
                    'X-Requested-With': 'XMLHttpRequest',
                    'X-CSRF-Token': csrfToken(),
                    ...(body && {'Content-Type': 'application/json'}),
                    ...headers,
                },
                body: body instanceof Blob ? body : body ? JSON.stringify(body) : null,
                credentials: 'same-origin',
                cache: 'no-store',
                signal: AbortSignal.timeout(TIMEOUT),
            });
        } catch {
            throw new ApiError('unreachable', '', 0);
        }
        if (!response.ok) {
            throw errorFrom(await decoded(response), response.status);
        }
        return response;
    }
}

async function decoded(response: Response): Promise<unknown> {
    try {
        return await response.json();
    } catch {
        throw new ApiError('unreachable', '', response.status);
    }
}

function errorFrom(answer: unknown, status: number): ApiError {
    const {error, call, members} = answer as {error?: {code?: string; message?: string; value?: string}; call?: Call; members?: number};
    if (!error?.code) {
        return new ApiError('unreachable', '', status);
    }
    return new ApiError(error.code, error.message ?? '', status, call, members, error.value);
}
