import configureStore from 'mattermost-redux/store';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

/** Mattermost's own store, into which plugins put their reducers. */
export const store = configureStore({appReducers: {}, getAppReducers: () => ({}), preloadedState: {}}) as Store<GlobalState>;
