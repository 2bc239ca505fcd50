import os

import lit.formats

config.name = "Qnt-Unit"
config.test_source_root = os.path.join(config.qnt_binary_dir, "unittests")
config.test_exec_root = config.test_source_root
config.test_format = lit.formats.GoogleTest(".", "Tests")
config.suffixes = []
# Tests find their data files by this.
config.environment["QNT_SOURCE_DIR"] = config.qnt_source_dir
if config.qnt_sanitize:
    config.environment["ASAN_OPTIONS"] = (
        "detect_leaks=0:detect_container_overflow=0:detect_odr_violation=0:allow_user_poisoning=0:"
        "allocator_may_return_null=1")
