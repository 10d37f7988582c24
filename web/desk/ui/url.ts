/** Filters live in the address, so that the back button, a bookmark and a shared link all work. */
import { useLocation, useSearch } from 'wouter';

/** The value of a query parameter and a way to change it; an empty value removes it. */
export function useParam(name: string, otherwise = ''): readonly [string, (value: string) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const value = new URLSearchParams(search).get(name) ?? otherwise;
  const set = (next: string) => {
    const params = new URLSearchParams(search);
    if (next === '' || next === otherwise) params.delete(name);
    else params.set(name, next);
    const tail = params.toString();
    navigate(tail ? `${path}?${tail}` : path);
  };
  return [value, set];
}
