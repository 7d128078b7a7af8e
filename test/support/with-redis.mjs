// Setup of the project that runs the suites once more with a Redis beside the database; see startApp.
process.env.AGL_TEST_WITH_REDIS = '1';
