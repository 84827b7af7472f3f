import reducerRegistry from 'mattermost-redux/store/reducer_registry';
import type {UnknownAction} from 'redux';

// Which plugin's panel is beside the channel.
// Source: webapp/channels/src/actions/views/rhs.ts and reducers/views/rhs.js

interface Rhs {
    rhsState: string | null;
    pluggableId: string;
}

const none: Rhs = {rhsState: null, pluggableId: ''};

interface RhsAction extends UnknownAction {
    state: string | null;
    pluggableId?: string;
}

export const showRHSPlugin = (pluggableId: string): RhsAction => ({type: 'UPDATE_RHS_STATE', state: 'plugin', pluggableId});

export const closeRightHandSide = (): RhsAction => ({type: 'UPDATE_RHS_STATE', state: null});

type Dispatch = (action: RhsAction) => void;

export const hideRHSPlugin = (id: string) => (dispatch: Dispatch, getState: () => unknown) => {
    if (openPanelId(getState()) === id) {
        dispatch(closeRightHandSide());
    }
};

export const toggleRHSPlugin = (id: string) => (dispatch: Dispatch, getState: () => unknown) => {
    dispatch(openPanelId(getState()) === id ? closeRightHandSide() : showRHSPlugin(id));
};

export const openPanelId = (state: unknown) => (state as {views?: {rhs: Rhs}}).views?.rhs.pluggableId ?? '';

reducerRegistry.register('views', (views: {rhs: Rhs} = {rhs: none}, action: UnknownAction) => {
    if (action.type !== 'UPDATE_RHS_STATE') {
        return views;
    }
    const {state, pluggableId = ''} = action as RhsAction;
    return {rhs: {rhsState: state, pluggableId}};
});
