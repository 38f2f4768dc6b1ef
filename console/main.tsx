import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from './shared/theme.js';
import { App } from './shell/app.js';
import './shared/tokens.css';
import './shared/base.css';

applyTheme();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
