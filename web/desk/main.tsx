/** Start of the workbench. */
import './styles/desk.css';
import './styles/print.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { CallError } from '../kit/index.ts';
import { App } from './app.tsx';
import { Theme } from './theme.tsx';

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

// Large type belongs to the phone pages of this browser; the workbench is scaled by the browser's own zoom.
delete document.documentElement.dataset['elder'];

const root = document.getElementById('app');
if (!root) throw new Error('The page has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Theme>
        <Router base="/desk">
          <App />
        </Router>
      </Theme>
    </QueryClientProvider>
  </StrictMode>,
);
