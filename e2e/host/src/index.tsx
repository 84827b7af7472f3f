import './router';
import './globals';
import '@fontsource-variable/open-sans/index.css';
import './styles/admin.css';
import './styles/layout.css';
import './styles/overlays.css';
import './styles/posts.css';

import React from 'react';
import {createRoot} from 'react-dom/client';
import {Provider} from 'react-redux';

import {App} from './app';
import {store} from './store';

createRoot(document.getElementById('root') as HTMLElement).render(
    <Provider store={store}>
        <App/>
    </Provider>,
);
