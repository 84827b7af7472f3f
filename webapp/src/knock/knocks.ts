import type {Knock} from '../calls/types';

/** How long a knock is shown, in milliseconds; whoever still stands there is seen in the call. */
const LIFETIME = 120_000;

/** Holds who stands at the doors of this person's calls, the longest waiting first. */
export class Knocks {
    private waiting: readonly Knock[] = [];
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
    private readonly listeners = new Set<() => void>();

    readonly current = (): readonly Knock[] => this.waiting;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Takes in what the server tells of a knock. */
    receive(knock: Knock): void {
        this.forget((other) => other.id === knock.id);
        if (!knock.waiting) {
            return;
        }
        this.set([...this.waiting, knock]);
        this.timers.set(knock.id, setTimeout(() => {
            this.forget((other) => other.id === knock.id);
        }, LIFETIME));
    }

    /** Forgets all who knock at a call. */
    dismiss(callId: string): void {
        this.forget((knock) => knock.call_id === callId);
    }

    /** Forgets everybody. */
    dispose(): void {
        this.forget(() => true);
    }

    private forget(gone: (knock: Knock) => boolean): void {
        for (const {id} of this.waiting.filter(gone)) {
            clearTimeout(this.timers.get(id));
            this.timers.delete(id);
        }
        this.set(this.waiting.filter((knock) => !gone(knock)));
    }

    private set(waiting: readonly Knock[]): void {
        this.waiting = waiting;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
