// What JSX is made into; build.mjs puts it into every bundle.
export {createElement, Fragment} from 'react';
