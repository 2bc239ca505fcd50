//===- ReportTest.cpp - the text of reports --------------------------------------------------------------===//
#include "Qnt/Emulator/Report.h"
#include <gtest/gtest.h>
#include <set>

using namespace mlir::qnt::emulator;

namespace {

TEST(Report, PrintsEverythingThatIsKnown) {
  Report report;
  report.reportClass = ReportClass::SharedRace;
  report.kernel = "histogram";
  report.line = 27;
  report.block = Dim3{0, 0, 0};
  report.thread = Dim3{32, 0, 0};
  report.address = 0x40;
  report.space = "shared";
  report.text = "write conflicts with the write at line 27 by thread (0,0,0)";
  EXPECT_EQ(report.toString(), "shared_race: kernel 'histogram', line 27, block (0,0,0), thread (32,0,0), address 0x40 "
                               "in shared: write conflicts with the write at line 27 by thread (0,0,0)");
}

TEST(Report, LeavesOutWhatIsNotKnown) {
  Report report;
  report.reportClass = ReportClass::InvalidLaunch;
  report.text = "no kernel 'x'";
  EXPECT_EQ(report.toString(), "invalid_launch: no kernel 'x'");
}

TEST(Report, ClassNamesAreDistinctAndReadBack) {
  std::set<std::string_view> names;
  for (unsigned i = 0; i <= static_cast<unsigned>(ReportClass::Last); ++i) {
    auto reportClass = static_cast<ReportClass>(i);
    EXPECT_TRUE(names.insert(getName(reportClass)).second) << getName(reportClass);
    EXPECT_EQ(parseReportClass(getName(reportClass)), reportClass);
  }
  EXPECT_FALSE(parseReportClass("no_such_class"));
}

} // namespace
