import PropTypes from 'prop-types';
import React from 'react';
import ReactDOM from 'react-dom';
import * as ReactIntl from 'react-intl';
import * as ReactRedux from 'react-redux';
import * as Redux from 'redux';

import {formatText, messageHtmlToComponent} from './markdown';
import {registerPlugin} from './plugins';
import {history} from './router';

// What Mattermost's web client puts on window for its plugins.
// Source: webapp/channels/src/plugins/export.ts in mattermost/mattermost.
Object.assign(window, {
    React,
    ReactDOM,
    ReactIntl,
    ReactRedux,
    Redux,
    PropTypes,
    PostUtils: {formatText, messageHtmlToComponent},
    WebappUtils: {browserHistory: history},
    plugins: {},
    registerPlugin,
});
