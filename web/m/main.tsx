/** Start of the phone face. */
import '../kit/kit.css';
import './m.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { CallError } from '../kit/index.ts';
import { App } from './app.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only a lost connection is asked again, twice.
      retry: (failures, error) => error instanceof CallError && error.refused.kind === 'offline' && failures < 2,
      networkMode: 'always',
    },
  },
});

const root = document.getElementById('app');
if (!root) throw new Error('The page has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Router base="/m">
        <App />
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  addEventListener(
    'load',
    () => void navigator.serviceWorker.register('/m/sw.js', { scope: '/m/' }).catch(() => undefined),
  );
}
