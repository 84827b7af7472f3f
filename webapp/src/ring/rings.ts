import type {ApiClient} from '../calls/client';
import type {Ring} from '../calls/types';

/** A ring as this client has it. */
export interface HeldRing extends Ring {

    /** False once nobody answered in time. */
    ringing: boolean;
}

/** Holds who is calling this person and whose calls were missed, the latest first. */
export class Rings {
    // Those that are over stay known, since an older answer may come in after.
    private all = new Map<string, HeldRing>();
    private shown: readonly HeldRing[] = [];
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
    private readonly listeners = new Set<() => void>();

    constructor(private readonly client: ApiClient) {}

    readonly current = (): readonly HeldRing[] => this.shown;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Asks the server for all that events did not tell of. */
    async load(): Promise<void> {
        const {all, shown} = this;
        let rings: Ring[];
        try {
            rings = await this.client.rings();
        } catch {
            // The next reconnect asks again.
            return;
        }
        if (all !== this.all) {
            return;
        }
        for (const {call_id: id} of shown) {
            if (!rings.some((ring) => ring.call_id === id)) {
                this.change(id, {over: true});
            }
        }
        for (const ring of rings) {
            this.receive(ring, ring.until - Date.now());
        }
    }

    /**
     * Takes in what the server tells of a ring. One told of by an event has all
     * of its time left, in milliseconds: this device's clock may be wrong.
     */
    receive(ring: Ring, left = Infinity): void {
        const known = this.all.get(ring.call_id);
        const ends = ring.over && !known?.over;
        if (known && !ends && ring.at <= known.at) {
            return;
        }
        const ringingFor = Math.min(left, ring.until - ring.at);
        const ringing = !ring.over && ringingFor > 0;
        this.all.set(ring.call_id, {...ring, at: Math.max(ring.at, known?.at ?? 0), ringing});
        this.tell();
        clearTimeout(this.timers.get(ring.call_id));
        if (ringing) {
            this.timers.set(ring.call_id, setTimeout(() => {
                this.change(ring.call_id, {ringing: false});
            }, ringingFor));
        }
    }

    /** Stops the sound, as soon as somebody wants to join: the server stops the rest once that person has a link. */
    hush(callId: string): void {
        this.change(callId, {quiet: true});
    }

    /** Stops the ringing, or takes the notice of a missed call away, on all devices. */
    async decline(callId: string): Promise<void> {
        this.change(callId, {over: true});
        try {
            await this.client.decline(callId);
        } catch {
            // It is gone here all the same, and ends elsewhere by itself.
        }
    }

    /** Forgets everything, as when somebody else logs in. */
    forget(): void {
        this.timers.forEach(clearTimeout);
        this.timers.clear();
        this.all = new Map();
        this.tell();
    }

    private change(callId: string, changes: Partial<HeldRing>): void {
        const known = this.all.get(callId);
        if (known) {
            this.all.set(callId, {...known, ...changes});
            this.tell();
        }
    }

    private tell(): void {
        this.shown = [...this.all.values()].filter(({over}) => !over).sort((a, b) => b.at - a.at);
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
