; What compiled models bring along besides ModelRuntime.ll when their weights lie in a file of their own
; (Qnt/Execution/WeightFile.h): the file is mapped into memory when it is needed first, and stays until the process ends.

@qnt.weights = global ptr null
@qnt.weights_header = external constant [64 x i8]
@qnt.weights_bytes = external constant i64
@qnt.weights_name = external constant i8
@qnt.weights_message = thread_local global [4608 x i8] zeroinitializer

@qnt.weights_variable = constant [19 x i8] c"QNT_WEIGHTS_FOLDER\00"
@qnt.weights_in_folder = constant [8 x i8] c"%.*s/%s\00"
@qnt.weights_self = constant [15 x i8] c"/proc/self/exe\00"
@qnt.weights_unopened = constant [91 x i8] c"cannot open the weights '%s': %s (beside the program, or in the folder QNT_WEIGHTS_FOLDER)\00"
@qnt.weights_unread = constant [33 x i8] c"cannot read the weights '%s': %s\00"
@qnt.weights_foreign = constant [53 x i8] c"expected weights of a compiled model in '%s', got %s\00"
@qnt.weights_foreign_file = constant [16 x i8] c"some other file\00"
@qnt.weights_foreign_model = constant [52 x i8] c"those of another model, or of another version of it\00"
@qnt.weights_short = constant [59 x i8] c"expected weights of %lld bytes in '%s', got a file of %lld\00"

declare i32 @open(ptr, i32, ...)
declare i32 @close(i32)
declare i64 @lseek(i32, i64, i32)
declare i64 @pread(i32, ptr, i64, i64)
declare ptr @mmap(ptr, i64, i32, i32, i32, i64)
declare i32 @munmap(ptr, i64)
declare i32 @access(ptr, i32)
declare i64 @readlink(ptr, ptr, i64)
declare i32 @dladdr(ptr, ptr)
declare ptr @getenv(ptr)
declare ptr @strrchr(ptr, i32)
declare i32 @memcmp(ptr, ptr, i64)
declare i32 @snprintf(ptr, i64, ptr, ...)
declare ptr @strerror(i32)
declare ptr @__errno_location()
declare i32 @qnt.refuse(ptr, ptr, i32)

; What the C library says of the last failure.
define ptr @qnt.weights_reason() cold noinline {
  %place = call ptr @__errno_location()
  %number = load i32, ptr %place
  %text = call ptr @strerror(i32 %number)
  ret ptr %text
}

define i32 @qnt.weights_refuse(ptr %messagePlace) cold noinline {
  %result = call i32 @qnt.refuse(ptr %messagePlace, ptr @qnt.weights_message, i32 5)
  ret i32 %result
}

; Reads the header of the open file, and compares it with the program's. 0, or the status with a message.
define i32 @qnt.weights_check(i32 %file, ptr %path, ptr %messagePlace) {
  %header = alloca [64 x i8]
  %read = call i64 @pread(i32 %file, ptr %header, i64 64, i64 0)
  %isRead = icmp sge i64 %read, 0
  br i1 %isRead, label %some, label %unread
unread:
  %reason = call ptr @qnt.weights_reason()
  %x0 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr @qnt.weights_message, i64 4608, ptr @qnt.weights_unread, ptr %path, ptr %reason)
  br label %refuse
some:
  %size = call i64 @lseek(i32 %file, i64 0, i32 2)
  %wanted = load i64, ptr @qnt.weights_bytes
  %isWhole = icmp eq i64 %read, 64
  br i1 %isWhole, label %whole, label %short
whole:
  %magic = call i32 @memcmp(ptr %header, ptr @qnt.weights_header, i64 8)
  %isWeights = icmp eq i32 %magic, 0
  %difference = call i32 @memcmp(ptr %header, ptr @qnt.weights_header, i64 64)
  %isSame = icmp eq i32 %difference, 0
  br i1 %isSame, label %same, label %foreign
foreign:
  %kind = select i1 %isWeights, ptr @qnt.weights_foreign_model, ptr @qnt.weights_foreign_file
  %x1 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr @qnt.weights_message, i64 4608, ptr @qnt.weights_foreign, ptr %path, ptr %kind)
  br label %refuse
same:
  %isComplete = icmp eq i64 %size, %wanted
  br i1 %isComplete, label %good, label %short
short:
  %x2 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr @qnt.weights_message, i64 4608, ptr @qnt.weights_short, i64 %wanted, ptr %path, i64 %size)
  br label %refuse
good:
  ret i32 0
refuse:
  %result = call i32 @qnt.weights_refuse(ptr %messagePlace)
  ret i32 %result
}

; Maps the file at `path`. Several threads may do so at once: the first one's stays.
define i32 @qnt.weights_map(ptr %path, ptr %messagePlace) noinline {
  ; O_RDONLY | O_CLOEXEC
  %file = call i32 (ptr, i32, ...) @open(ptr %path, i32 524288)
  %isOpen = icmp sge i32 %file, 0
  br i1 %isOpen, label %check, label %unopened
unopened:
  %reason = call ptr @qnt.weights_reason()
  %x0 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr @qnt.weights_message, i64 4608, ptr @qnt.weights_unopened, ptr %path, ptr %reason)
  br label %refuse
check:
  %status = call i32 @qnt.weights_check(i32 %file, ptr %path, ptr %messagePlace)
  %isGood = icmp eq i32 %status, 0
  br i1 %isGood, label %map, label %bad
bad:
  %x1 = call i32 @close(i32 %file)
  ret i32 %status
map:
  ; PROT_READ, MAP_PRIVATE
  %bytes = load i64, ptr @qnt.weights_bytes
  %memory = call ptr @mmap(ptr null, i64 %bytes, i32 1, i32 2, i32 %file, i64 0)
  %isMapped = icmp ne ptr %memory, inttoptr (i64 -1 to ptr)
  br i1 %isMapped, label %keep, label %unmapped
unmapped:
  %mapReason = call ptr @qnt.weights_reason()
  %x2 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr @qnt.weights_message, i64 4608, ptr @qnt.weights_unread, ptr %path, ptr %mapReason)
  %x3 = call i32 @close(i32 %file)
  br label %refuse
keep:
  %x4 = call i32 @close(i32 %file)
  %pair = cmpxchg ptr @qnt.weights, ptr null, ptr %memory acq_rel acquire
  %isFirst = extractvalue { ptr, i1 } %pair, 1
  br i1 %isFirst, label %done, label %drop
drop:
  %x5 = call i32 @munmap(ptr %memory, i64 %bytes)
  br label %done
done:
  ret i32 0
refuse:
  %result = call i32 @qnt.weights_refuse(ptr %messagePlace)
  ret i32 %result
}

; "<folder of file>/<name>" into `to`, of 4224 bytes. False for a file without a folder.
define i1 @qnt.weights_beside(ptr %to, ptr %file) {
  %slash = call ptr @strrchr(ptr %file, i32 47)
  %hasFolder = icmp ne ptr %slash, null
  br i1 %hasFolder, label %join, label %none
join:
  %end = ptrtoint ptr %slash to i64
  %begin = ptrtoint ptr %file to i64
  %length = sub i64 %end, %begin
  %shortLength = trunc i64 %length to i32
  %x0 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %to, i64 4224, ptr @qnt.weights_in_folder, i32 %shortLength, ptr %file, ptr @qnt.weights_name)
  ret i1 true
none:
  ret i1 false
}

; Beside the shared library that holds this code, or beside the executable.
define i32 @qnt.weights_find(ptr %messagePlace) noinline {
entry:
  %info = alloca [4 x ptr]
  %path = alloca [4224 x i8]
  %link = alloca [4096 x i8]
  %other = alloca [4224 x i8]
  %knows = call i32 @dladdr(ptr @qnt.weights_find, ptr %info)
  %isKnown = icmp ne i32 %knows, 0
  br i1 %isKnown, label %beside, label %executable
beside:
  %library = load ptr, ptr %info
  %hasFolder = call i1 @qnt.weights_beside(ptr %path, ptr %library)
  br i1 %hasFolder, label %probe, label %executable
probe:
  ; R_OK. The first argument, which an executable is known by, may not lead to it any more.
  %access = call i32 @access(ptr %path, i32 4)
  %isThere = icmp eq i32 %access, 0
  br i1 %isThere, label %map, label %executable
executable:
  %missing = phi i1 [ false, %entry ], [ false, %beside ], [ true, %probe ]
  %length = call i64 @readlink(ptr @qnt.weights_self, ptr %link, i64 4095)
  %isRead = icmp sgt i64 %length, 0
  br i1 %isRead, label %join, label %fallback
join:
  %linkEnd = getelementptr i8, ptr %link, i64 %length
  store i8 0, ptr %linkEnd
  %x0 = call i1 @qnt.weights_beside(ptr %other, ptr %link)
  %otherAccess = call i32 @access(ptr %other, i32 4)
  %isThereOther = icmp eq i32 %otherAccess, 0
  %takesOther = select i1 %missing, i1 %isThereOther, i1 true
  br i1 %takesOther, label %mapOther, label %map
fallback:
  br i1 %missing, label %map, label %name
map:
  %result = call i32 @qnt.weights_map(ptr %path, ptr %messagePlace)
  ret i32 %result
mapOther:
  %otherResult = call i32 @qnt.weights_map(ptr %other, ptr %messagePlace)
  ret i32 %otherResult
name:
  %nameResult = call i32 @qnt.weights_map(ptr @qnt.weights_name, ptr %messagePlace)
  ret i32 %nameResult
}

define i32 @qnt.weights_search(ptr %messagePlace) cold noinline {
  %path = alloca [4224 x i8]
  %folder = call ptr @getenv(ptr @qnt.weights_variable)
  %isSet = icmp ne ptr %folder, null
  br i1 %isSet, label %look, label %find
look:
  %first = load i8, ptr %folder
  %isNamed = icmp ne i8 %first, 0
  br i1 %isNamed, label %join, label %find
join:
  %x0 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %path, i64 4224, ptr @qnt.weights_in_folder, i32 4096, ptr %folder, ptr @qnt.weights_name)
  %result = call i32 @qnt.weights_map(ptr %path, ptr %messagePlace)
  ret i32 %result
find:
  %found = call i32 @qnt.weights_find(ptr %messagePlace)
  ret i32 %found
}

; 0 when the weights are in memory; else looks for them.
define i32 @qnt.weights_open(ptr %messagePlace) {
  %base = load atomic ptr, ptr @qnt.weights acquire, align 8
  %isThere = icmp ne ptr %base, null
  br i1 %isThere, label %done, label %search
done:
  ret i32 0
search:
  %status = call i32 @qnt.weights_search(ptr %messagePlace)
  ret i32 %status
}

; The same from a file that the caller names; null: as above.
define i32 @qnt.weights_load(ptr %path, ptr %messagePlace) {
  %isNamed = icmp ne ptr %path, null
  br i1 %isNamed, label %named, label %open
open:
  %found = call i32 @qnt.weights_open(ptr %messagePlace)
  ret i32 %found
named:
  %base = load atomic ptr, ptr @qnt.weights acquire, align 8
  %isThere = icmp ne ptr %base, null
  br i1 %isThere, label %done, label %map
done:
  ret i32 0
map:
  %status = call i32 @qnt.weights_map(ptr %path, ptr %messagePlace)
  ret i32 %status
}
