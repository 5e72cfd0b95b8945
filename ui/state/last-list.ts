const KEY = 'dose-last-list';

/** Remembers the list that was looked at, with its filters and page, so that a study leads back to it. */
export const rememberList = (address: string): void => sessionStorage.setItem(KEY, address);

export const lastList = (): string | null => sessionStorage.getItem(KEY);
