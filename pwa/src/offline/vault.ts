/**
 * The lock on what this phone holds: rows are encrypted with a data key, and a PIN or a passkey wraps that key. The
 * outbox outlives every lock, since each of its rows is also sealed to the server.
 */
import { signal } from '@preact/signals';

/** `open`: no lock has been set; `locked`: nothing can be read until it is unlocked; `unlocked`: it is in use. */
export type LockState = 'open' | 'locked' | 'unlocked';

export const lockState = signal<LockState>('open');

/** What became of an attempt to unlock; after `wrong`, and at `too-soon`, the next one is taken only after `waitMs`. */
export type Unlocking = { outcome: 'ok' } | { outcome: 'wrong' | 'too-soon'; waitMs: number };

/** Why this phone cannot be locked yet: its browser cannot encrypt, or the server's sealing key has not come. */
export type CannotLock = 'no-encryption' | 'no-sealing-key';

/** Null when a lock may be set: a locked phone must be able to take a visit in. */
export declare function cannotLock(): Promise<CannotLock | null>;

/** Set the PIN, or change it; a passkey set before goes with the old one. */
export declare function setPin(pin: string): Promise<void>;

export declare function unlockWithPin(pin: string): Promise<Unlocking>;

/** Whether a passkey of this device can give a key (WebAuthn PRF), as far as the browser tells beforehand. */
export declare function passkeysWork(): Promise<boolean>;

/** Add this device's passkey beside the PIN; false when it gave no key, or she let it be. */
export declare function addPasskey(): Promise<boolean>;

/** False when she let it be, or the passkey is not that of this lock. */
export declare function unlockWithPasskey(): Promise<boolean>;

/** Whether the lock has a passkey beside its PIN. */
export declare function hasPasskey(): Promise<boolean>;

/** Take the lock away; only from a phone that is unlocked. */
export declare function removeLock(): Promise<void>;

/** Lock now, in every tab. */
export declare function lock(): void;

/**
 * She has forgotten her PIN: she is signed out, and when she has signed in anew what could be read here is dropped and
 * fetched anew. What waits in the outbox stays, and is sent sealed. Without an answer from the server nothing is done.
 */
export declare function forgetPin(): Promise<void>;
