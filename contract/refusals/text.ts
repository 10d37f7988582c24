/** The form of a refusal and how it is written down. */
export interface RefusalText {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 428 | 429 | 503;
  readonly zh: string;
  readonly en: string;
  readonly next_zh: string;
  readonly next_en: string;
}

export const r = (
  status: RefusalText['status'],
  zh: string,
  next_zh: string,
  en: string,
  next_en: string,
): RefusalText => ({
  status,
  zh,
  en,
  next_zh,
  next_en,
});
